// Keys that do something by themselves, for staff: each is written on what it does, but for "f", which goes to the first
// field or button of the page and presses nothing. Who turned them off brings them back by "?", which shows them.
const keys = document.querySelector('dialog[data-key]')
if (keys) {
  const OFF = 'keys-off'
  const FIRST = 'main :is(input:not([type=hidden]), select, textarea, button:not([type=button]))'
  const off = () => { try { return window.localStorage.getItem(OFF) } catch { return null } }
  keys.addEventListener('close', () => {
    try {
      if (keys.returnValue === 'off') window.localStorage.setItem(OFF, 'yes')
      else window.localStorage.removeItem(OFF)
    } catch { /* the browser keeps nothing: they stay on */ }
  })
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof Element && event.target.matches('input, textarea, select, [contenteditable]')
    if (typing || event.ctrlKey || event.metaKey || event.altKey || keys.open) return
    if (off() && event.key !== '?') return
    const asked = event.key === 'f' ? FIRST : `[data-key="${CSS.escape(event.key)}"]`
    const does = document.querySelector(asked)
    if (!does) return
    event.preventDefault()
    if (does === keys) keys.showModal()
    else if (event.key === 'f' || does.matches('input')) does.focus()
    else does.click()
  })
}

// A button beside words that are copied into another system; without it one press marks all of them.
for (const words of document.querySelectorAll('[data-copy]')) {
  const button = document.createElement('button')
  const said = document.createElement('span')
  button.type = 'button'
  button.className = 'govuk-button govuk-button--secondary app-copy__button'
  button.textContent = words.dataset.copy
  said.setAttribute('role', 'status')
  said.className = 'app-copy__said govuk-body'
  words.after(button, said)
  const tell = () => { said.textContent = words.dataset.copied }
  button.addEventListener('click', () => {
    window.getSelection().selectAllChildren(words)
    if (navigator.clipboard) navigator.clipboard.writeText(words.textContent).then(tell, () => {})
    else if (document.execCommand('copy')) tell()
  })
}
