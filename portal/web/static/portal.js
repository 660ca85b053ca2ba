// Everything works without this file. It starts the GOV.UK components a page uses and warns before a session ends.
import { Button, Checkboxes, ErrorSummary, ExitThisPage, NotificationBanner, Radios, SkipLink, createAll } from './govuk.js'

// ARIA knows no "expanded" for a radio button (it does for a checkbox), so ours do not say it.
class PlainRadios extends Radios {
  syncConditionalRevealWithInputState ($input) {
    super.syncConditionalRevealWithInputState($input)
    $input.removeAttribute('aria-expanded')
  }
}

// A touch keyboard sends Shift by itself while somebody types: only what is pressed elsewhere counts there.
class DeliberateExit extends ExitThisPage {
  handleKeypress (event) {
    const typing = event.target instanceof Element && event.target.matches('input, textarea, select')
    if (!typing || !window.matchMedia('(pointer: coarse)').matches) super.handleKeypress(event)
  }
}

// Components that come after five seconds find again what they go by.
document.body.dataset.started = 'yes'
document.body.classList.add('js-enabled', 'govuk-frontend-supported')
createAll(Button, { preventDoubleClick: true })
for (const component of [Checkboxes, ErrorSummary, DeliberateExit, NotificationBanner, PlainRadios, SkipLink]) createAll(component)

// Where the browser did not do it by itself.
if (document.activeElement === document.body) document.querySelector('[autofocus]')?.focus()

// A page kept by the browser for its Back button is asked for again: somebody else may be looking now.
window.addEventListener('pageshow', (event) => { if (event.persisted) window.location.reload() })

const dialog = document.querySelector('dialog[data-warn-after]')
if (dialog) {
  const here = window.location.pathname + window.location.search
  const { warnAfter, endAfter } = dialog.dataset
  let since = Date.now()
  const look = () => {
    const idle = (Date.now() - since) / 1000
    if (idle >= Number(endAfter)) window.location.replace(here)
    else if (idle >= Number(warnAfter) && !dialog.open) dialog.showModal()
  }
  // Wall-clock time, looked at often: a laptop that slept has not stopped the session.
  window.setInterval(look, 1000)
  document.addEventListener('visibilitychange', look)
  // Asking for this page again tells the server that somebody is still here.
  const stay = () => {
    since = Date.now()
    window.fetch(here, { cache: 'no-store', credentials: 'same-origin' }).then((answer) => {
      if (!answer.ok || answer.redirected) window.location.replace(here)
    })
  }
  dialog.addEventListener('close', stay)
  // Somebody who types for a long time is here too; once in five minutes is often enough.
  document.addEventListener('input', () => { if (Date.now() - since > 300000) stay() })
}
