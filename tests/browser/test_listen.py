""" "Listen to this page" in a real Chromium, which here has no voice: a stand-in for the browser's speech keeps what
it is given to say, and says it when the test lets it.
"""

import pytest
from browsing import AXE, FAULTS, NARROW, WIDE, AtTheKeyboard
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.at_length, pytest.mark.timeout(60)]

VOICES = """[
  {name: 'Far', lang: 'en-GB', localService: false},
  {name: 'Near', lang: 'en_US', localService: true},
  {name: 'Nearest', lang: 'en-GB', localService: true},
  {name: 'Nearby', lang: 'fr-FR', localService: true},
]"""
SPEECH = """(() => {
  const heard = window.heard = {said: [], now: null, voices: VOICES, end () {
    const words = heard.now
    heard.now = null
    words.onend()
  }}
  window.SpeechSynthesisUtterance = class { constructor (text) { this.text = text } }
  Object.defineProperty(window, 'speechSynthesis', {value: Object.assign(new EventTarget(), {
    getVoices: () => heard.voices,
    speak: (words) => { heard.now = words; heard.said.push(words.text) },
    cancel: () => { const words = heard.now; heard.now = null; words?.onerror?.({error: 'canceled'}) },
  })})
})()"""
MARKED = """() => [...CSS.highlights.get('app-said') ?? []].map((range) =>
  range.startContainer.data.slice(range.startOffset, range.endOffset)).join('')"""
LISTEN, PAUSE, ON, STOP = "Listen to this page", "Pause", "Carry on listening", "Stop"
MINE = "Also read my own words"


@pytest.fixture
def listener(somebody):
    """A person whose browser has these voices."""

    def come(*args, voices=VOICES, before="", **more):
        person = somebody(*args, **more)
        person.page.add_init_script(SPEECH.replace("VOICES", voices) + before)
        return person

    return come


def bar(person):
    return person.page.locator("[data-listen]")


def press(person, name):
    bar(person).get_by_role("button", name=name, exact=True).click()


def now(person):
    return person.page.evaluate("window.heard.now?.text ?? null")


def end(person):
    person.page.evaluate("window.heard.end()")


def to_the_end(person):
    return person.page.evaluate("""async () => {
      for (let left = 300; window.heard.now && left; left--) {
        window.heard.end()
        await new Promise(requestAnimationFrame)
      }
      return window.heard.said
    }""")


def names(person):
    return [" ".join(name.split()) for name in bar(person).get_by_role("button").all_inner_texts()]


def begin_a_form(person):
    person.open("/")
    person.press("Start now")
    person.press("Continue")


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_it_reads_the_page_in_order_and_nothing_around_it(listener, width):
    person = listener(width=width)
    person.open("/")
    press(person, LISTEN)
    said = to_the_end(person)
    assert said[0] == person.h1
    assert "a manager who did not make it will look again" in " ".join(said)
    assert "Start now" in said
    words = " ".join(said)
    assert "This form is not read at night" not in words  # the strip above the page
    everything = person.page.locator("main").inner_text()
    places = [" ".join(everything.split()).find(sentence) for sentence in said]
    assert -1 not in places
    assert names(person) == [LISTEN]


def test_labels_hints_and_errors_are_read(listener):
    person = listener()
    begin_a_form(person)
    person.press("Continue")
    press(person, LISTEN)
    said = to_the_end(person)
    for words in (
        "There is a problem",
        "Is anyone in danger right now?",
        "This means someone is being hurt, or could be hurt very soon.",
        "I am not sure",
    ):
        assert words in said, said
    assert said.index("There is a problem") < said.index("Is anyone in danger right now?") < said.index("I am not sure")


def test_the_sentence_being_read_is_marked(listener):
    person = listener()
    person.open("/")
    before = person.page.locator("main").inner_html()
    press(person, LISTEN)
    for _ in range(4):
        assert " ".join(person.page.evaluate(MARKED).split()) == now(person)
        end(person)
    press(person, STOP)
    assert person.page.evaluate(MARKED) == ""
    assert person.page.locator("main").inner_html() == before


def test_an_older_browser_marks_it_too(listener):
    person = listener(
        before=";Object.defineProperty(CSS, 'highlights', {value: undefined}); Intl.Segmenter = undefined"
    )
    person.open("/contact")
    before = person.page.locator("main").inner_html()
    press(person, LISTEN)
    for _ in range(12):
        marked = "".join(person.page.locator(".app-said").all_inner_texts())
        assert " ".join(marked.split()) == now(person)
        end(person)
    press(person, PAUSE)
    assert person.page.locator("main").inner_html() == before
    press(person, ON)
    to_the_end(person)
    assert person.page.locator("main").inner_html() == before


def test_pause_carry_on_and_stop(listener):
    person = listener()
    person.open("/")
    press(person, LISTEN)
    end(person)
    second = now(person)
    assert names(person) == [PAUSE, STOP]
    press(person, PAUSE)
    assert now(person) is None
    assert names(person) == [ON, STOP]
    press(person, ON)
    assert now(person) == second
    press(person, STOP)
    assert now(person) is None
    assert names(person) == [LISTEN]
    expect(bar(person).get_by_role("button", name=LISTEN)).to_be_focused()
    press(person, LISTEN)
    assert now(person) == person.h1


def test_with_keys_alone_and_without_a_fault(listener):
    person = listener(AtTheKeyboard, width=NARROW)
    person.open("/")
    button = bar(person).get_by_role("button", name=LISTEN)
    person._go(button)
    person._press(button)
    assert now(person) == person.h1
    expect(bar(person)).to_have_attribute("aria-label", "Listen")
    assert person.page.evaluate(AXE + FAULTS) == []
    inside, room = person.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert inside <= room


def test_own_words_are_not_read_unless_they_are_asked_for(listener):
    person = listener()
    person.open("/return")
    person.do(("Your reference", "4F7K-9Q2M-X"))
    press(person, LISTEN)
    said = to_the_end(person)
    assert "Your reference" in said
    assert "4F7K-9Q2M-X" not in said
    mine = bar(person).get_by_role("button", name=MINE)
    expect(mine).to_have_attribute("aria-pressed", "false")
    mine.click()
    expect(mine).to_have_attribute("aria-pressed", "true")
    press(person, LISTEN)
    for _ in range(50):
        if now(person) == "4F7K-9Q2M-X":
            break
        end(person)
    expect(person.page.get_by_label("Your reference")).to_have_class("govuk-input app-said")
    end(person)
    expect(person.page.locator(".app-said, .app-said *")).to_have_count(0)
    assert now(person) is None or "4F7K" not in now(person)


def test_answers_that_are_shown_again_are_own_words_too(listener, demo):
    person = listener(width=NARROW)
    reference, code = demo.invented()[0]
    person.open("/return")
    person.do(("Your reference", reference), ("Your code", code))
    person.press("Open my request")
    person.open("/copy/page")
    assert "Nobody spoke to the school." in person.main
    press(person, LISTEN)
    assert "Nobody spoke" not in " ".join(to_the_end(person))
    press(person, MINE)
    press(person, LISTEN)
    assert "Nobody spoke to the school." in " ".join(to_the_end(person))


@pytest.mark.parametrize("leave", ["exit", "shift", "link", "hidden"])
def test_leaving_ends_it_at_once(listener, leave):
    person = listener()
    begin_a_form(person)
    press(person, LISTEN)
    assert now(person) == "Is anyone in danger right now?"
    person.page.route("**/*", lambda route: route.abort("aborted"))  # what is asked for now never comes
    if leave == "exit":
        person.page.get_by_role("button", name="Exit this page").click(no_wait_after=True)
    elif leave == "shift":
        for _ in range(3):
            person.page.keyboard.press("Shift")
    elif leave == "link":
        person.page.get_by_role("link", name="Back", exact=True).click(no_wait_after=True)
    else:
        person.page.evaluate("""() => {
          Object.defineProperty(document, 'hidden', {value: true})
          document.dispatchEvent(new Event('visibilitychange'))
        }""")
    person.page.wait_for_function("window.heard.now === null")


@pytest.mark.parametrize(
    "voices", ["[]", "[{name: 'Far', lang: 'en-GB', localService: false}]", "[{lang: 'fr', localService: true}]"]
)
def test_without_a_voice_on_the_device_it_is_not_offered(listener, voices):
    person = listener(voices=voices)
    person.open("/")
    expect(bar(person)).to_be_hidden()
    person.page.evaluate("heard.voices = [{lang: 'en-GB', localService: true}]")
    person.page.evaluate("speechSynthesis.dispatchEvent(new Event('voiceschanged'))")
    expect(bar(person)).to_be_visible()


def test_the_voice_is_one_of_the_device_and_of_the_country(listener):
    person = listener()
    person.open("/")
    press(person, LISTEN)
    assert person.page.evaluate("[heard.now.voice.name, heard.now.lang]") == ["Nearest", "en-GB"]


def test_without_speech_or_javascript_it_is_not_there(somebody):
    silent = somebody()
    silent.page.add_init_script("Object.defineProperty(window, 'speechSynthesis', {value: undefined})")
    plain = somebody(js=False)
    for person in (silent, plain):
        person.open("/")
        expect(bar(person)).to_be_hidden()
