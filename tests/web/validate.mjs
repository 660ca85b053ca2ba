// Validates every .html file of a folder in one go: node tests/web/validate.mjs FOLDER
// Prints "file:line:column rule: message" for each fault and ends with 1 if there is any.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FileSystemConfigLoader, HtmlValidate } from 'html-validate'

const folder = process.argv[2]
const validator = new HtmlValidate(new FileSystemConfigLoader())
let faults = 0
for (const name of readdirSync(folder).filter((name) => name.endsWith('.html')).sort()) {
  const report = await validator.validateString(readFileSync(join(folder, name), 'utf8'), join(import.meta.dirname ?? '.', name))
  for (const { messages } of report.results) {
    for (const { line, column, ruleId, message } of messages) {
      faults++
      console.log(`${name}:${line}:${column} ${ruleId}: ${message}`)
    }
  }
}
process.exitCode = faults ? 1 : 0
