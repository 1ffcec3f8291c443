/** `gibberish()`, `language()` and `code()`: what each takes a text for. */
import { describe, expect, it } from 'vitest'
import { code, type CodeOptions, ConfigError, gibberish, language, type LanguageOptions } from 'zerohop'
import { codeIn } from '../../src/guardrails/code/code-in.ts'
import { senseless } from '../../src/guardrails/gibberish.ts'
import { languageOf } from '../../src/guardrails/language/language-of.ts'
import { Lot } from './secrets/corpus.ts'

describe('gibberish()', () => {
  it.each([['asdkjh qwlkej zxmcnb qpwoei vbnmzx'], ['xkcdvb wqrtpl mnbzxc'], ['a'.repeat(200)], ['blorp '.repeat(60)], ['hjkl hjkl fghj dfgh sdfg qwer zxcv']])('sees that %.40s makes no sense', (text) => {
    expect(senseless(text)).toBeGreaterThanOrEqual(0.5)
  })

  it('sees letters by lot', () => {
    const lot = new Lot(41)
    const texts = Array.from({ length: 50 }, () => Array.from({ length: 8 }, () => lot.text('alnum', 6 + lot.below(6)).replace(/\d/g, 'q').toLowerCase()).join(' '))
    expect(texts.filter((text) => senseless(text) >= 0.5).length).toBeGreaterThanOrEqual(45)
  })

  it.each([
    ['The committee met on Tuesday to discuss the rhythm of the new strengths programme.'],
    ['Die Geschwindigkeitsbegrenzung gilt nachts auf allen Autobahnabschnitten.'],
    ['Le château était entouré de jardins où poussaient des hortensias.'],
    ['Przepraszam, czy mógłby pan powtórzyć pytanie?'],
    ['Ég skil ekki hvað þú ert að segja við mig núna.'],
    ['Täällä on kaunis ilma ja aurinko paistaa koko päivän.'],
    ['これは普通の日本語の文章です。'],
    ['const xs = arr.map((x) => x.y); if (tmp) return fn(ctx, idx)'],
    ['sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
    ['HTTP, HTML, CSS, JSON and XML are used by the API of the CMS.'],
    ['1234 5678 9012 3456'],
    ['--------------------------------------------------'],
  ])('lets %.40s pass', (text) => {
    expect(senseless(text)).toBeLessThan(0.5)
  })

  it('is a check with a threshold', () => {
    expect(gibberish()).toMatchObject({ name: 'gibberish', side: 'output' })
    expect(() => gibberish({ threshold: 3 })).toThrow(ConfigError)
  })
})

describe('language()', () => {
  it.each([
    ['en', 'The weather is nice today and we will go to the park with our friends.'],
    ['de', 'Das Wetter ist heute schön und wir gehen mit unseren Freunden in den Park.'],
    ['fr', "Il fait beau aujourd'hui et nous allons au parc avec nos amis pour la journée."],
    ['es', 'Hoy hace buen tiempo y vamos al parque con los amigos de la escuela.'],
    ['it', 'Oggi il tempo è bello e andiamo al parco con gli amici della scuola.'],
    ['pt', 'Hoje o tempo está bom e nós vamos ao parque com os amigos da escola, não é?'],
    ['nl', 'Het weer is vandaag mooi en we gaan met onze vrienden naar het park.'],
    ['pl', 'Dzisiaj jest ładna pogoda i idziemy do parku z przyjaciółmi, ale nie na długo.'],
    ['sv', 'Det är fint väder i dag och vi ska gå till parken med våra vänner.'],
    ['cs', 'Dnes je hezké počasí a půjdeme do parku s přáteli, protože se nám to líbí.'],
    ['tr', 'Bugün hava çok güzel ve biz arkadaşlar ile parka gidiyoruz, ama sonra eve.'],
    ['fi', 'Tänään on kaunis ilma ja me menemme puistoon, mutta se ei ole kaukana.'],
    ['ru', 'Сегодня хорошая погода, и мы идём в парк с друзьями.'],
    ['uk', 'Сьогодні гарна погода, і ми йдемо в парк із друзями.'],
    ['el', 'Σήμερα ο καιρός είναι ωραίος και πάμε στο πάρκο.'],
    ['ar', 'الطقس جميل اليوم وسنذهب إلى الحديقة مع الأصدقاء.'],
    ['he', 'מזג האוויר נאה היום ואנחנו הולכים לפארק.'],
    ['hi', 'आज मौसम अच्छा है और हम पार्क जा रहे हैं।'],
    ['th', 'วันนี้อากาศดีและเราจะไปสวนสาธารณะ'],
    ['zh', '今天天气很好，我们和朋友一起去公园。'],
    ['ja', '今日は天気がいいので、友達と公園に行きます。'],
    ['ko', '오늘은 날씨가 좋아서 친구들과 공원에 갑니다.'],
    ['unknown', 'OK 42'],
    ['unknown', '{"a":1}'],
  ])('takes for %s: %s', (expected, text) => {
    expect(languageOf(text)).toBe(expected)
  })

  it.each([[{}], [{ allow: ['en'], deny: ['de'] }], [{ allow: ['english'] }], [{ allow: [] }], [{ allow: ['en'], allowUnknown: 1 }]])('refuses %j', (options) => {
    expect(() => language(options as unknown as LanguageOptions)).toThrow(ConfigError)
  })
})

describe('code()', () => {
  it.each([
    ['sql', "You can run SELECT name, email FROM users WHERE id = 7; to see it."],
    ['sql', "name' OR '1'='1"],
    ['sql', 'DROP TABLE students;'],
    ['javascript', 'Use this: const total = items.reduce((sum, item) => sum + item.price, 0)'],
    ['python', 'def area(radius):\n    return 3.14 * radius ** 2'],
    ['shell', '```bash\nls -la\n```'],
    ['shell', 'Then type sudo apt install nginx and wait.'],
    ['html', '<div class="card"><p>Hi</p></div>'],
    ['java', 'public class Main { public static void main(String[] args) { System.out.println("x"); } }'],
    ['c', '#include <stdio.h>\nint main(void) { return 0; }'],
    ['go', 'package main\n\nfunc main() { fmt.Println("x") }'],
    ['rust', 'fn main() { println!("x"); }'],
    ['php', '<?php echo $_GET["q"];'],
    ['ruby', "require 'json'\nputs 'x'"],
  ])('sees %s', (expected, text) => {
    expect(codeIn(text)).toContain(expected)
  })

  it.each([
    ['Please select a colour from the list and update your profile.'],
    ['Drop by the table near the window; we can create a view of the garden.'],
    ['Let me know. If x is 3 and y is 4, then z = 5 by Pythagoras.'],
    ['The class starts at nine. Import duties apply from Monday (see below).'],
    ['I love Python and Java; both are islands or snakes or coffee.'],
    ['Delete the mail from Anna where she says no.'],
    ['Cats & dogs > fish, 3 < 4, and $20 | £15.'],
    ['# Title\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |'],
  ])('sees none in: %s', (text) => {
    expect(codeIn(text)).toEqual([])
  })

  it('fails only for what is denied', async () => {
    const part = { kind: 'assistant' as const, text: 'DROP TABLE students;', path: 'choices[0].message.content', isLast: false, choice: 0 }
    const judged = (options: CodeOptions) => code(options).judge?.({ side: 'output', parts: [part] }, {} as never)
    expect(await judged({ deny: ['sql'] })).toMatchObject({ verdict: 'fail', reason: 'has sql', part })
    expect(await judged({ deny: ['python'] })).toBe(true)
    expect(() => code({ deny: ['cobol'] as never })).toThrow(ConfigError)
  })
})
