// What works only with a script is no part of the page without one: a browser of text alone shows all that is hidden.
for (const held of document.querySelectorAll('script[type="text/html"]')) held.outerHTML = held.textContent

// "Listen to this page": the browser's own speech, with a voice that is on this device, so that nothing that is
// read goes anywhere. What a person typed and secret codes are left out unless they ask for them.
const PRIVATE = '.app-words, .app-code'
const TYPED = 'textarea, input:is([type=text], [type=email], [type=tel], :not([type]))'
const LEFT = 'govuk-exit-this-page-hide-content'

function listen (bar, speech) {
  const [play, stop, own] = bar.querySelectorAll('button')
  const main = document.querySelector('main')
  const language = document.documentElement.lang
  const labels = { off: play.textContent, on: play.dataset.pause, paused: play.dataset.on }
  let state = 'off'
  let sentences = []
  let at = 0
  let current, voice
  let unmark = () => {}

  const become = (next) => {
    state = next
    play.textContent = labels[state]
    if (state === 'off' && document.activeElement === stop) play.focus()
    stop.hidden = state === 'off'
  }

  const quiet = () => {
    current = null
    speech.cancel()
    unmark()
  }

  const halt = () => {
    if (state === 'off') return
    quiet()
    become('off')
  }

  const pause = () => {
    if (state !== 'on') return
    quiet()
    become('paused')
  }

  // A pause ends the sentence and going on begins it again: not every browser can stop within one.
  const say = () => {
    unmark()
    const sentence = sentences[at]
    if (!sentence) return halt()
    const said = current = new window.SpeechSynthesisUtterance(sentence.words)
    said.voice = voice
    said.lang = voice.lang
    said.onend = () => { if (said === current) { at++; say() } }
    said.onerror = () => { if (said === current) halt() }
    unmark = mark(sentence)
    speech.speak(said)
  }

  const begin = () => {
    if (state === 'off') {
      sentences = read(main, language, own.ariaPressed === 'true')
      at = 0
    }
    become('on')
    say()
  }

  const look = () => {
    const mine = (other) => other.localService && other.lang.slice(0, 2).toLowerCase() === language.slice(0, 2)
    const voices = speech.getVoices().filter(mine)
    voice = voices.find((other) => other.lang.endsWith('GB')) ?? voices[0]
    bar.hidden = !voice
  }

  play.addEventListener('click', () => { state === 'on' ? pause() : begin() })
  stop.addEventListener('click', halt)
  own.hidden = !main.querySelector(`${PRIVATE}, ${TYPED}`)
  own.addEventListener('click', () => {
    own.ariaPressed = String(own.ariaPressed !== 'true')
    halt()
  })
  for (const leaving of ['beforeunload', 'pagehide']) window.addEventListener(leaving, halt)
  document.addEventListener('visibilitychange', () => { if (document.hidden) pause() })
  const left = () => { if (document.body.classList.contains(LEFT)) halt() }
  new window.MutationObserver(left).observe(document.body, { attributeFilter: ['class'] })
  speech.addEventListener?.('voiceschanged', look)
  speech.cancel() // what the page before had left to say
  look()
}

// The sentences of an element in order: their words, and where these stand ([text node, from, to] of each part).
function read (main, language, everything) {
  const sentences = []
  let texts = []
  const flush = () => {
    const whole = texts.map((text) => text.data).join('')
    for (const { segment, index } of split(whole, language)) {
      if (/[\p{L}\p{N}]/u.test(segment)) {
        const from = index + segment.search(/\S/)
        sentences.push({ words: segment.replace(/\s+/g, ' ').trim(), parts: within(texts, from, index + segment.trimEnd().length) })
      }
    }
    texts = []
  }
  const visit = (node) => {
    if (node.nodeType === window.Node.TEXT_NODE) texts.push(node)
    if (node.nodeType !== window.Node.ELEMENT_NODE || !heard(node, everything)) return
    const block = node.tagName === 'BR' || !['inline', 'contents'].includes(window.getComputedStyle(node).display)
    if (block) flush()
    if (node.matches(TYPED)) {
      if (everything && node.value) sentences.push({ words: node.value, element: node })
    } else node.childNodes.forEach(visit)
    if (block) flush()
  }
  visit(main)
  return sentences
}

function heard (element, everything) {
  if (element.matches('script, style, dialog, [aria-hidden=true]')) return false
  if (!everything && element.matches(PRIVATE)) return false
  return element.tagName === 'BR' || (element.checkVisibility?.() ?? element.getClientRects().length > 0)
}

function split (text, language) {
  if (window.Intl.Segmenter) return new window.Intl.Segmenter(language, { granularity: 'sentence' }).segment(text)
  return [...text.matchAll(/[^.!?]+[.!?]*\s*/g)].map((match) => ({ segment: match[0], index: match.index }))
}

function within (texts, from, to) {
  const parts = []
  let before = 0
  for (const text of texts) {
    const start = Math.max(from - before, 0)
    const end = Math.min(to - before, text.length)
    if (start < end) parts.push([text, start, end])
    before += text.length
  }
  return parts
}

// Shows which sentence is being read, and gives back how to take that away.
function mark ({ parts = [], element = parts[0][0].parentElement }) {
  element.scrollIntoView({ block: 'nearest' })
  if (!parts.length) {
    element.classList.add('app-said')
    return () => element.classList.remove('app-said')
  }
  if (window.CSS.highlights) {
    const ranges = parts.map(([text, from, to]) => new window.StaticRange({ startContainer: text, startOffset: from, endContainer: text, endOffset: to }))
    window.CSS.highlights.set('app-said', new window.Highlight(...ranges))
    return () => window.CSS.highlights.delete('app-said')
  }
  const wrapped = parts.map(wrap)
  return () => wrapped.forEach((unwrap) => unwrap())
}

function wrap ([text, from, to]) {
  const whole = text.data
  const span = document.createElement('span')
  span.className = 'app-said'
  span.textContent = whole.slice(from, to)
  const rest = document.createTextNode(whole.slice(to))
  text.data = whole.slice(0, from)
  text.after(span, rest)
  return () => {
    span.remove()
    rest.remove()
    text.data = whole
  }
}

const bar = document.querySelector('[data-listen]')
if (bar && window.speechSynthesis) {
  bar.append(bar.querySelector('template').content)
  listen(bar, window.speechSynthesis)
}
