// What is asked of a page in the browser. Each function answers with sentences about what is wrong there: none, if nothing is.
/* eslint-disable no-undef */
window.look = (() => {
  const named = e => `${e.tagName.toLowerCase()}${e.id ? '#' + e.id : ''}${[...e.classList].map(c => '.' + c).join('')} "${(e.innerText || e.value || e.getAttribute('aria-label') || '').trim().replace(/\s+/g, ' ').slice(0, 40)}"`
  const shown = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && !e.closest('.govuk-visually-hidden, [hidden]')
  const box = e => e.getBoundingClientRect()
  const skips = e => e.matches('.govuk-skip-link')
  const unseen = e => { for (let o = e; o; o = o.parentElement) if (getComputedStyle(o).clipPath.startsWith('inset(50%')) return true; return false }
  const controls = () => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')].filter(e => shown(e) && !skips(e) && !e.closest('dialog:not([open])'))

  async function axe (rules, aside) {
    const { violations } = await window.axe.run({ runOnly: rules, resultTypes: ['violations'], preload: false, rules: aside || {} })
    return violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 160)}`))
  }

  const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const engine = () => axe(RULES)
  const contrast = () => axe(['color-contrast-enhanced'])
  const plainContrast = () => axe(['color-contrast'])

  function sniffer () {
    return new Promise(resolve => window.HTMLCS.process('WCAG2AA', document, () => resolve(
      window.HTMLCS.getMessages().filter(m => m.type === window.HTMLCS.ERROR)
        .map(m => `${m.code}: ${(m.element.outerHTML || '').slice(0, 160)}`))))
  }

  async function checker () {
    const found = await new window.ace.Checker().check(document, ['WCAG_2_2'])
    return found.results.filter(r => r.value[0] === 'VIOLATION' && r.value[1] === 'FAIL')
      .map(r => `${r.ruleId}: ${(r.snippet || '').slice(0, 160)}`)
  }

  function wide () {
    const room = document.documentElement.clientWidth
    return document.documentElement.scrollWidth <= room
      ? []
      : [...document.querySelectorAll('body *')].filter(e => box(e).right > room + 1 || box(e).left < -1).slice(0, 3).map(named)
  }

  // Text that is cut off by what holds it.
  const cut = () => [...document.querySelectorAll('main *, header *, footer *')].filter(e => {
    const { overflowX, overflowY } = getComputedStyle(e)
    return shown(e) && !skips(e) && !unseen(e) && !['TEXTAREA', 'INPUT', 'SELECT'].includes(e.tagName) && e.innerText &&
      ((overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1) || (overflowY === 'hidden' && e.scrollHeight > e.clientHeight + 1))
  }).filter(e => !['auto', 'scroll'].includes(getComputedStyle(e).overflowX)).map(named)

  // How small a target may be unless it stands in a line of text; a radio or checkbox is as large as its label beside it.
  function target (e) {
    const { width, height } = box(e)
    const label = e.labels?.[0] && ['radio', 'checkbox'].includes(e.type) ? box(e.labels[0]) : { width: 0, height: 0 }
    return [Math.max(width, label.width), Math.max(height, label.height)]
  }

  function inText (e) {
    if (!getComputedStyle(e).display.startsWith('inline') || e.tagName !== 'A') return false
    const around = e.closest('p, li, dd, td, th, h1, h2, h3, .govuk-hint, .govuk-label, .govuk-inset-text')
    return Boolean(around) && around.innerText.trim().length > e.innerText.trim().length + 1
  }

  const small = least => controls().filter(e => !inText(e) && target(e).some(side => side < least - 0.5))
  const targets44 = () => small(44).map(e => `${named(e)}: ${target(e).map(Math.round).join(' by ')}`)

  // 2.5.8: a small one passes if a circle of 24 px round its middle meets no other target.
  function targets24 () {
    const all = controls()
    const middle = e => [box(e).left + box(e).width / 2, box(e).top + box(e).height / 2]
    return small(24).filter(e => {
      const [x, y] = middle(e)
      return all.some(other => {
        if (other === e || other.contains(e) || e.contains(other)) return false
        const { left, right, top, bottom } = box(other)
        const [dx, dy] = [Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom)]
        return Math.hypot(dx, dy) < 12
      })
    }).map(named)
  }

  const moving = () => [...document.querySelectorAll('*')].filter(e => {
    const style = getComputedStyle(e)
    return [style.transitionDuration, style.animationDuration].some(given => given.split(',').some(each => parseFloat(each) > 0.001))
  }).map(named).concat(document.getAnimations().map(() => 'an animation'))

  const absent = () => [...document.querySelectorAll('audio, video, canvas, object, embed, iframe, marquee, blink, [autoplay], [draggable=true], [accesskey], meta[http-equiv=refresh], img:not([alt])')].map(named)
    .concat([...document.querySelectorAll('[tabindex]')].filter(e => e.tabIndex > 0).map(named))
    .concat([...document.querySelectorAll('[title]:not(iframe)')].filter(shown).map(e => `title of ${named(e)}`))

  // Words that are seen on a control are in its name.
  const names = () => [...document.querySelectorAll('[aria-label]:is(a, button, input, select, textarea, summary)')].filter(shown).filter(e => {
    const seen = (e.innerText || '').trim().toLowerCase()
    return seen && !e.getAttribute('aria-label').toLowerCase().includes(seen)
  }).map(named)

  function headings () {
    const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(e => !e.closest('dialog, .govuk-error-summary')).map(e => [Number(e.tagName[1]), e])
    const faults = levels.filter(([level], i) => i && level > levels[i - 1][0] + 1 && levels[i - 1][0] > 0).map(([, e]) => `skips a level: ${named(e)}`)
    if (document.querySelectorAll('h1').length !== 1) faults.push('not one h1')
    if (!document.title.trim()) faults.push('no title')
    if (Boolean(document.querySelector('.govuk-error-summary')) !== /^(Error|خطأ|Błąd)/.test(document.title)) faults.push(`title and errors: ${document.title}`)
    return faults
  }

  // In forced colours only a border, an outline or an underline shows where a control is.
  const borders = () => controls().filter(e => !['radio', 'checkbox', 'file'].includes(e.type) && !e.matches('a:not(.govuk-button), summary, .app-link') && ['Top', 'Bottom'].every(side => {
    const style = getComputedStyle(e)
    return parseFloat(style[`border${side}Width`]) === 0 && parseFloat(style.outlineWidth) === 0
  })).map(named)

  function printed () {
    const main = document.querySelector('main')
    const faults = shown(main) && main.innerText.trim() ? [] : ['nothing of the page is printed']
    return faults.concat([...main.querySelectorAll('h1, p, li, dd')].filter(e => e.innerText.trim() && getComputedStyle(e).color === getComputedStyle(e).backgroundColor).map(named))
  }

  const statuses = () => {
    const alerts = document.querySelector('.govuk-error-summary')
    const said = [...document.querySelectorAll('.govuk-notification-banner--success')].filter(e => e.getAttribute('role') !== 'alert')
    return (alerts && !alerts.querySelector('[role=alert]') && alerts.getAttribute('role') !== 'alert' ? ['error summary without role'] : []).concat(said.map(named))
  }

  const cut_or_wide = () => [...wide(), ...cut()]

  return { engine, contrast, plainContrast, sniffer, checker, cut_or_wide, targets44, targets24, moving, absent, names, headings, borders, printed, statuses, stops: () => controls().length }
})()
