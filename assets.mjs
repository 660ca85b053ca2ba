// Builds what a browser is sent: one stylesheet (and its right-to-left twin), two scripts and the icons, into
// build/assets/<hash of their content>/, each also as .br and .gz, with build/assets/manifest.json beside them.
// GOV.UK's typeface, crown and crest are left out: a council may use the components, not the identity.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import zlib, { brotliCompress, constants, deflateSync, gzip } from 'node:zlib'

const here = dirname(fileURLToPath(import.meta.url))
const rtlcss = createRequire(import.meta.url)('rtlcss')
const govuk = (name) => readFileSync(join(here, 'node_modules/govuk-frontend/dist/govuk', name), 'utf8')
const own = join(here, 'portal/web/static')
const ours = (end) => readdirSync(own).filter((name) => name.endsWith(end) && name !== STAFFS).sort().map((name) => readFileSync(join(own, name), 'utf8')).join('\n')

const STAFFS = 'keys.js' // a script that only staff load
const bare = (text) => text.replace(/^\s*\/\/.*\n/gm, '').replace(/^[ \t]+/gm, '')
const FONTS = '"Helvetica Neue",Helvetica,Arial,sans-serif'
const NEUTRAL = '#505a5f'
const RED = '#9c1c1c'
const DARK_RED = '#6f1414'
const GREEN = '#0a5c3d'

function stylesheet () {
  const theirs = govuk('govuk-frontend.min.css')
    .replace(/\/\*![\s\S]*?\*\//g, '') // the licence of the typeface that the next line takes out
    .replace(/@font-face\{[^}]*\}/g, '')
    .replaceAll('GDS Transport,arial,sans-serif', FONTS)
    .replaceAll('#1d70b8', NEUTRAL)
    .replaceAll('#ca3535', RED) // theirs have a contrast of 5 with white, ours of 8 (WCAG 1.4.6)
    .replaceAll('#982828', DARK_RED)
    .replaceAll('#0f7a52', GREEN)
    .replace(/url\(\/assets\/images\/govuk-crest\.svg\)/g, 'none')
    .replace(/\/\*# sourceMappingURL=.*\*\//, '')
  const left = theirs.match(/GDS Transport|url\(|1d70b8|Calvert/)
  if (left) throw new Error(`The stylesheet still holds ${left[0]}: GOV.UK Frontend has changed, look at assets.mjs`)
  return theirs + squeeze(ours('.css'))
}

const squeeze = (css) => css
  .replace(/\/\*[\s\S]*?\*\//g, '')
  .replace(/\s+/g, ' ')
  .replace(/ ?([{};,>]) ?/g, '$1')
  .replace(/: /g, ':')
  .replace(/;}/g, '}')

const script = (text) => text.replace(/\/\/# sourceMappingURL=.*\s*$/, '')

// A plain grey square with a lighter bar: an icon that says nothing to somebody who looks over a shoulder.
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="${NEUTRAL}" d="M0 0h32v32H0z"/><path fill="#fff" d="M8 14h16v4H8z"/></svg>`

function png (size) {
  const grey = [0x50, 0x5a, 0x5f]
  const rows = []
  for (let y = 0; y < size; y++) {
    rows.push(0)
    for (let x = 0; x < size; x++) {
      const bar = x >= size / 4 && x < size * 3 / 4 && y >= size * 7 / 16 && y < size * 9 / 16
      rows.push(...(bar ? [255, 255, 255] : grey))
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind), data])
    const around = Buffer.alloc(8)
    around.writeUInt32BE(data.length, 0)
    around.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)])
  }
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.from(rows))), chunk('IEND', Buffer.alloc(0))])
}

function crc32 (bytes) {
  if (zlib.crc32) return zlib.crc32(bytes)
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
}

function ico (image) {
  const head = Buffer.alloc(22)
  head.set([0, 0, 1, 0, 1, 0, 32, 32, 0, 0, 1, 0, 24, 0])
  head.writeUInt32LE(image.length, 14)
  head.writeUInt32LE(22, 18)
  return Buffer.concat([head, image])
}

const css = stylesheet()
const files = {
  'portal.css': css,
  'portal.rtl.css': rtlcss.process(css),
  'govuk.js': script(govuk('govuk-frontend.min.js')),
  'portal.js': bare(ours('.js')),
  [STAFFS]: bare(readFileSync(join(own, STAFFS), 'utf8')),
  'icon.svg': svg,
  'icon.ico': ico(png(32)),
  'icon-180.png': png(180)
}

const sum = createHash('sha256')
for (const [name, body] of Object.entries(files)) sum.update(name).update('\0').update(body)
const hash = sum.digest('hex').slice(0, 16)

const root = join(here, 'build/assets')
const folder = join(root, hash)
rmSync(root, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })

const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
await Promise.all(Object.entries(files).map(async ([name, body]) => {
  const plain = Buffer.from(body)
  writeFileSync(join(folder, name), plain)
  if (name.endsWith('.png') || name.endsWith('.ico')) return
  writeFileSync(join(folder, `${name}.br`), await promisify(brotliCompress)(plain, brotli))
  writeFileSync(join(folder, `${name}.gz`), await promisify(gzip)(plain, { level: 9 }))
}))
writeFileSync(join(root, 'manifest.json'), `${JSON.stringify({ hash, files: Object.keys(files) }, null, 2)}\n`)
