/** `gibberish()`, `language()` and `code()`: what each takes a text for. */
import { describe, expect, it } from 'vitest'
import { code, type CodeOptions, ConfigError, gibberish, language, type LanguageOptions } from 'zerohop'
import { codeIn } from '../../src/guardrails/code/code-in.ts'
import { senseless } from '../../src/guardrails/gibberish/senseless.ts'
import { languageOf } from '../../src/guardrails/language/language-of.ts'
import { Lot } from './secrets/corpus.ts'

describe('gibberish()', () => {
  it.each([['asdkjh qwlkej zxmcnb qpwoei vbnmzx'], ['asdf asdf asdf asdf'], ['qwerty qwerty qwerty'], ['asdłkjh qwlękej zxmćnb'], ['xq'.repeat(500)], ['e\u0301'.repeat(300)], ['xkcdvb wqrtpl mnbzxc'], ['a'.repeat(200)], ['blorp '.repeat(60)], ['hjkl hjkl fghj dfgh sdfg qwer zxcv']])('sees that %.40s makes no sense', (text) => {
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
    ['Wszystkiego najlepszego z okazji urodzin, drogi przyjacielu!'],
    ['Dzień dobry wszystkim'],
    ['Krzysztof Szczepański'],
    ['Strč prst skrz krk'],
    ['Rødgrød med fløde på bordet'],
    ['Rechtsschutzversicherungsgesellschaften'],
    ['Donaudampfschifffahrtsgesellschaft'],
    ['Xin chào, tôi tên là Nguyễn Văn An'],
    ['Le cha\u0302teau e\u0301tait entoure\u0301 de jardins.'],
    ['<!DOCTYPE html><html></html>'],
    ['npm kubectl nginx mysql postgres'],
    ['iPhone 15 Pro Max, SKU-12345-AB'],
    ['😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀'],
  ])('lets %.40s pass', (text) => {
    expect(senseless(text)).toBeLessThan(0.5)
  })

  it('takes a word without end for none, whatever its letters', () => {
    expect(senseless('banana'.repeat(20))).toBe(1)
    expect(senseless(`${'banana'.repeat(20)} ${'It makes sense to them. '.repeat(20)}`)).toBeLessThan(0.5)
  })

  it('looks at all of a long text', () => {
    const noise = 'asdkjh qwlkej zxmcnb '.repeat(2_000)
    expect(senseless(`${'A sentence of plain words. '.repeat(300)}${noise}`)).toBeGreaterThan(0.5)
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
    ['en', 'Where is the train station?'],
    ['de', 'Vielen Dank für Ihre Hilfe!'],
    ['fr', 'Bonjour, comment allez-vous ?'],
    ['es', '¿Cómo te llamas?'],
    ['it', 'Come ti chiami?'],
    ['pt', 'Por favor, envie-me o relatório até sexta-feira.'],
    ['nl', 'Hartelijk dank voor je hulp!'],
    ['pl', 'Dziękuję bardzo za pomoc!'],
    ['sv', 'Skicka mig rapporten senast på fredag, tack.'],
    ['da', 'Jeg elsker min hund'],
    ['cs', 'Kde je nádraží?'],
    ['tr', 'Günaydın, nasılsınız?'],
    ['id', 'Selamat pagi, apa kabar?'],
    ['vi', 'Nhà ga ở đâu?'],
    ['vi', 'Cảm ơn bạn rất nhiều!'.normalize('NFD')],
    ['ro', 'Vă rog să-mi trimiteți raportul până vineri.'],
    ['hu', 'Nagyon köszönöm a segítséget!'],
    ['fi', 'Kiitos paljon avusta!'],
    ['uk', 'Де знаходиться вокзал?'],
    ['uk', 'Щиро дякую за вашу допомогу!'],
    ['fa', 'ایستگاه قطار کجاست؟'],
    ['en', 'In German, "Guten Tag" means good day, and "der die das" are the articles of it.'],
    ['ru', 'Напиши функцию на TypeScript для обработки JSON'],
    ['unknown', 'John Smith'],
    ['unknown', 'iPhone 15 Pro Max'],
    ['unknown', 'dGhpcyBpcyBhIHRlc3Q='],
    ['unknown', '9f86d081884c7d659a2feaa0c55ad015'],
    ['unknown', '😀😀😀'],
    ['unknown', 'https://example.com/a?b=c&d=e'],
    ['unknown', 'import os\nfor f in os.listdir("."):\n    print(f)'],
    ['unknown', 'y = 1; y = 2; y = 3'],
    ['unknown', 'OK 42'],
    ['unknown', '{"a":1}'],
  ])('takes for %s: %s', (expected, text) => {
    expect(languageOf(text)).toBe(expected)
  })

  it('goes by most of a text, wherever it stands', () => {
    const english = 'The weather is nice and we will go to the park with them. '
    const german = 'Das Wetter ist schön und wir gehen mit ihnen in den Park. '
    const hidden = english.repeat(40) + german.repeat(300) + english.repeat(40) + german.repeat(300) + english.repeat(40)
    expect(languageOf(hidden)).toBe('de')
    expect(languageOf(german.repeat(2) + english.repeat(100))).toBe('en')
  })

  it('takes one word again and again for no sentence', () => {
    expect(languageOf('the '.repeat(50))).toBe('unknown')
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
    ['sql', 'SELECT DISTINCT name FROM customers'],
    ['sql', 'SELECT count(*) FROM orders'],
    ['sql', 'select a.id, max(c.x) as n from a join b on a.id = b.id'],
    ['sql', 'SELECT name\nFROM users\nWHERE age > 30'],
    ['sql', "x' or 'a'='a"],
    ['sql', '1 UNION SELECT username, password FROM users'],
    ['javascript', 'export interface User {\n  id: string\n  name?: string\n}'],
    ['javascript', 'class A extends B {\n  constructor() { super() }\n}'],
    ['javascript', 'items.map(item => item.id)'],
    ['python', 'def f(\n    a: int,\n    b: int = g(1),\n) -> int:\n    return a'],
    ['python', 'print("hello world")'],
    ['shell', 'curl -X POST https://example.com/api'],
    ['shell', 'export PATH=$PATH:/usr/local/bin'],
    ['shell', 'for f in *.txt; do echo "$f"; done'],
    ['shell', 'cat a.txt | grep foo | wc -l'],
    ['shell', '~~~console\nls\n~~~'],
    ['html', '<a href="https://x.y">x</a>'],
    ['java', 'private void save(User user) {\n    repository.save(user);\n}'],
    ['c', 'struct node { int value; struct node *next; };'],
    ['c', 'void swap(int *a, int *b) { int t = *a; *a = *b; *b = t; }'],
    ['go', 'type User struct {\n\tID int\n}'],
    ['go', 'func f() (int, error) {\n\treturn 0, nil\n}'],
    ['rust', '#[derive(Debug)]\nstruct P { x: i32 }'],
    ['php', '$this->a = 1;\n$a = 1;\n$b = 2;'],
    ['ruby', 'class A < B\n  attr_reader :x\nend'],
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
    ['{"name": "Anna", "tags": ["a", "b"], "from": "x"}'],
    ['Please select apples, pears from the list where it is best.'],
    ['please select all from inbox'],
    ['the union select committee of 1801'],
    ['In 1990 the public class system was abolished.'],
    ['Price => 20 euro, a -> b => c'],
    ['let x = the number of cows, and y = 4'],
    ['# make dinner\n# git basics\n> cat videos are great'],
    ['| sort | order |\n|---|---|\n| head | tail |'],
    ['Run! | tail of a dog'],
    ['export of goods and import of cars from "Germany"'],
    ['from here import is easy'],
    ['Delete from memory; where was I?'],
    ['9f86d081884c7d659a2feaa0c55ad015, dGhpcyBpcyBhIHRlc3Q=, SKU-12345-AB'],
  ])('sees none in: %s', (text) => {
    expect(codeIn(text)).toEqual([])
  })

  it('reads all of a long text', () => {
    const prose = 'Nothing but words, and more of them. '.repeat(3_000)
    expect(codeIn(`${prose}DROP TABLE students;`)).toEqual(['sql'])
    expect(codeIn(`${prose}\n\`\`\`rust\nx\n\`\`\`\n${prose}`)).toEqual(['rust'])
  })

  it('takes what is likely for code only where three of it stand near to each other', () => {
    const one = 'you may await answer() of theirs, '
    expect(codeIn(one.repeat(2))).toEqual([])
    expect(codeIn(one.repeat(3))).toEqual(['javascript'])
    expect(codeIn((one + 'and words of all kinds '.repeat(100)).repeat(3))).toEqual([])
  })

  it('fails only for what is denied', async () => {
    const part = { kind: 'assistant' as const, text: 'DROP TABLE students;', path: 'choices[0].message.content', isLast: false, choice: 0 }
    const judged = (options: CodeOptions) => code(options).judge?.({ side: 'output', parts: [part] }, {} as never)
    expect(await judged({ deny: ['sql'] })).toMatchObject({ verdict: 'fail', reason: 'has sql', part })
    expect(await judged({ deny: ['python'] })).toBe(true)
    expect(() => code({ deny: ['cobol'] as never })).toThrow(ConfigError)
  })
})
