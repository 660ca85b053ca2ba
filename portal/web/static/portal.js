// Everything works without this file. It starts the GOV.UK components a page uses and warns before a session ends.
import { Button, CharacterCount, Checkboxes, ErrorSummary, ExitThisPage, NotificationBanner, Radios, SkipLink, createAll } from './govuk.js'

// ARIA knows no "expanded" for a radio button (it does for a checkbox), so ours do not say it.
class PlainRadios extends Radios {
  syncConditionalRevealWithInputState ($input) {
    super.syncConditionalRevealWithInputState($input)
    $input.removeAttribute('aria-expanded')
  }
}

let leftQuickly = false

// A touch keyboard sends Shift by itself while somebody types: only what is pressed elsewhere counts there.
class DeliberateExit extends ExitThisPage {
  exitPage () {
    leftQuickly = true
    super.exitPage()
  }

  handleKeypress (event) {
    const typing = event.target instanceof Element && event.target.matches('input, textarea, select')
    if (!typing || !window.matchMedia('(pointer: coarse)').matches) super.handleKeypress(event)
  }
}

// Components that come after five seconds find again what they go by.
document.body.dataset.started = 'yes'
document.body.classList.add('js-enabled', 'govuk-frontend-supported')
createAll(Button, { preventDoubleClick: true })
for (const component of [CharacterCount, Checkboxes, ErrorSummary, DeliberateExit, NotificationBanner, PlainRadios, SkipLink]) createAll(component)

// Where the browser did not do it by itself.
if (document.activeElement === document.body) document.querySelector('[autofocus]')?.focus()

// A page kept by the browser for its Back button is asked for again: somebody else may be looking now.
window.addEventListener('pageshow', (event) => { if (event.persisted) window.location.reload() })

// A form is shown only in the tab where it was typed. The tab has a random name until it is closed; a browser that
// keeps none shows the form wherever its address is opened.
const NAME = 'tab'
const nameOfTab = (make) => {
  try {
    if (make && !window.sessionStorage.getItem(NAME)) window.sessionStorage.setItem(NAME, window.crypto.randomUUID())
    return window.sessionStorage.getItem(NAME) || ''
  } catch { return undefined }
}
if (document.querySelector('.govuk-exit-this-page')) { // the public door's pages
  document.addEventListener('submit', () => nameOfTab(true))
  document.addEventListener('formdata', ({ target, formData }) => {
    const name = nameOfTab(false)
    if (name && target.method === 'post') formData.set(NAME, name)
  })
}
const typedIn = document.querySelector('[data-tabs]')
const tab = nameOfTab(false)
if (typedIn && tab !== undefined && !typedIn.dataset.tabs.split(' ').includes(tab)) {
  window.location.replace(typedIn.dataset.otherwise)
}
const sameTab = document.querySelector('[data-same-tab]')
if (sameTab && tab) sameTab.hidden = false

// What is typed and not sent is kept when somebody leaves by a link, or goes to another window.
let keepTyped = () => {}
// Whoever leaves quickly leaves nothing behind: what is sent then would come after the session has ended.
document.addEventListener('click', ({ target }) => { leftQuickly ||= Boolean(target.closest?.('a[href="/exit"]')) }, true)
const form = document.querySelector('form[data-keep]')
if (form) {
  const typed = () => new URLSearchParams(new FormData(form))
  let known = typed().toString()
  form.addEventListener('submit', () => { known = null })
  keepTyped = () => {
    const said = typed()
    if (leftQuickly || known === null || known === said.toString()) return
    known = said.toString()
    // A door that keeps forms at an address of its own names it; elsewhere the form's own address keeps them.
    if (form.dataset.keep) said.set('kept_at', new URL(form.action).pathname)
    else said.set('then', 'stay')
    window.fetch(form.dataset.keep || form.action, { method: 'POST', body: said, keepalive: true, credentials: 'same-origin' })
      .then(({ status }) => { if (status === 204) sayKept() }).catch(() => {})
  }
  // It is also kept whenever somebody who types rests, and they are told when that was.
  const kept = form.querySelector('[data-kept]')
  const sayKept = () => {
    const now = new Date().toLocaleTimeString(document.documentElement.lang, { hour: 'numeric', minute: '2-digit' })
    const words = kept?.dataset.kept.replace('{time}', now)
    if (kept && kept.textContent !== words) kept.textContent = words
  }
  let resting
  if (kept) form.addEventListener('input', () => {
    window.clearTimeout(resting)
    resting = window.setTimeout(keepTyped, 2000)
  })
  window.addEventListener('pagehide', keepTyped)
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') keepTyped() })
}

const changed = (form) => [...form.elements].some((field) => field.type === 'radio' || field.type === 'checkbox'
  ? field.checked !== field.defaultChecked
  : field.tagName === 'SELECT' ? ![...field.options].every((each) => each.selected === each.defaultSelected)
    : field.type !== 'hidden' && 'defaultValue' in field && field.value !== field.defaultValue)

const dialog = document.querySelector('dialog[data-warn-after]')
if (dialog) {
  const here = window.location.pathname + window.location.search
  const warnAfter = dialog.dataset.warnAfter * 1000
  const endAfter = dialog.dataset.endAfter * 1000
  // What is open for so long only, whatever is done in it; the button there asks for more time.
  const closes = document.querySelector('[data-closes-in]')
  let since = Date.now()
  let told = false // that it closes, whatever is done: once
  let asking = false // for more time: nobody is led away before the answer, which is waited for 10 seconds
  let end = closes ? since + closes.dataset.closesIn * 1000 : Infinity
  // Where the door keeps what is typed when the time is up, it is sent there first.
  let leaving = false
  const leave = () => {
    if (leaving) return
    leaving = true
    const typed = closes?.dataset.keep ? [...document.forms].filter((form) => form.method === 'post' && changed(form)) : []
    const kept = typed.map((form) => {
      const body = new FormData(form)
      body.set('kept_at', new URL(form.action).pathname)
      return window.fetch(closes.dataset.keep, { method: 'POST', body, redirect: 'manual' })
    })
    Promise.allSettled(kept).then(() => window.location.replace(here))
  }
  const look = () => {
    if (asking) return
    const now = Date.now()
    const closing = end - now <= endAfter - warnAfter && !told
    if (now - since >= endAfter || now >= end) leave()
    else if ((now - since >= warnAfter || closing) && !dialog.open) {
      told ||= closing
      for (const words of dialog.querySelectorAll('[data-final]')) words.hidden = (words.dataset.final === 'yes') !== closing
      keepTyped()
      dialog.showModal()
    }
  }
  // Wall-clock time, looked at often: a laptop that slept has not stopped the session.
  window.setInterval(look, 1000)
  document.addEventListener('visibilitychange', look)
  const ask = (address, more) => {
    since = Date.now()
    return window.fetch(address, { cache: 'no-store', credentials: 'same-origin', ...more }).then((answer) => {
      if (answer.status !== 204 && (!answer.ok || new URL(answer.url).pathname !== window.location.pathname)) leave()
    })
  }
  const longer = () => {
    const form = closes.querySelector('form')
    const body = new URLSearchParams(new FormData(form))
    body.set('stay', window.location.pathname)
    asking = true
    ask(form.action, { method: 'POST', body, signal: AbortSignal.timeout(10000) }).then(() => {
      if (!closes.dataset.lasts) return
      end = Date.now() + closes.dataset.lasts * 1000
      told = false
    }).catch(() => {}).finally(() => { asking = false })
  }
  // Asking for this page again tells the server that somebody is still here; staff's pages are asked for once only.
  const stay = () => closes?.dataset.keep ? longer() : ask(here)
  dialog.addEventListener('close', closes ? longer : stay)
  // Somebody who types for a long time is here too; now and then is often enough.
  document.addEventListener('input', () => { if (Date.now() - since > Math.min(warnAfter / 2, 300000)) stay() })
}

// Of a file that is too large we say so before it is sent; of one that is being sent, how far it is. Where that does not
// end well, the form is sent as without this file: the page that comes says why.
const upload = document.querySelector('form[data-upload]')
upload?.addEventListener('submit', (event) => {
  const [file] = upload.querySelector('input[type=file]').files
  const told = upload.querySelector('[data-progress]')
  if (!file) return
  event.preventDefault()
  if (file.size > Number(upload.dataset.largest)) {
    told.textContent = upload.dataset.tooLarge
    return
  }
  const request = new window.XMLHttpRequest()
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    told.textContent = upload.dataset.sending.replace('{percent}', Math.round(100 * loaded / total))
  })
  request.addEventListener('load', () => {
    if (leftQuickly) return
    if (request.status < 400) window.location.assign(request.responseURL)
    else upload.submit()
  })
  request.addEventListener('error', () => { if (!leftQuickly) upload.submit() })
  window.addEventListener('pagehide', () => request.abort())
  request.open('POST', upload.action)
  request.send(new FormData(upload))
})
