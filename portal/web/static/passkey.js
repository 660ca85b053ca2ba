// Passkeys: a form with `data-passkey` asks the device to make ("create") or to use ("get") one, and sends what it
// answers. Where that cannot work the form stays hidden; the password and a code always do.
for (const form of document.querySelectorAll('form[data-passkey]')) {
  const keys = window.PublicKeyCredential
  const options = JSON.parse(form.dataset.options)
  const make = form.dataset.passkey === 'create'
  const failed = form.querySelector('[data-passkey-failed]')
  if (!keys?.parseCreationOptionsFromJSON || (make ? options.rp.id : options.rpId) !== window.location.hostname) continue
  form.hidden = false
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    failed.hidden = true
    const asked = make
      ? window.navigator.credentials.create({ publicKey: keys.parseCreationOptionsFromJSON(options) })
      : window.navigator.credentials.get({ publicKey: keys.parseRequestOptionsFromJSON(options) })
    asked.then((given) => {
      form.elements.credential.value = JSON.stringify(given)
      form.submit()
    }, () => { failed.hidden = false })
  })
}
