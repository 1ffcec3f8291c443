/** Brings a text into the one form that the signals are written for, and counts what was done to hide it. */

export interface Plain {
  /** Small Latin letters without accents, where they stood for any; other scripts as they are; one space for many. */
  readonly text: string
  /** Characters that nobody sees, where no script needs them. */
  readonly unseen: number
  /** Letters of another alphabet that look like Latin ones, within Latin words. */
  readonly disguised: number
  /** What is written in tag characters, which no reader sees at all. */
  readonly tags: string
}

/** Zero-width, bidirectional and other format characters, variation selectors, and the Hangul fillers. */
const unseenUnits = new RegExp(`[${['00ad', '034f', '061c', '115f', '1160', '17b4', '17b5', '180b-180e', '200b-200f', '202a-202e', '2060-206f', '3164', 'fe00-fe0f', 'feff', 'ffa0'].map((range) => range.replace(/[0-9a-f]{4}/g, '\\u$&')).join('')}]`, 'g')
const tagUnits = /\udb40[\udc00-\udc7f]/g
const ascii = /^[\x00-\x7f]*$/

/** Letters that look like Latin ones. @see https://www.unicode.org/reports/tr39/#Confusable_Detection */
const looks =
  'аa вb еe кk мm нh оo рp сc тt уy хx іi јj ѕs ԁd ԛq ԝw һh ӏl ɡg ɩi αa βb εe ηn ιi κk νv οo ρp τt υu χx γy ωw ϲc ıi ɑa ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ꞯq ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz նn օo սu հh'
const latinOf = new Map(looks.split(' ').map((pair) => [pair[0] as string, pair[1] as string]))
const foreign = new RegExp(`[${[...latinOf.keys()].join('')}]`, 'g')
/** A word of Latin letters and of letters that look like them. */
const word = new RegExp(`[a-z${[...latinOf.keys()].join('')}]+`, 'g')

/** Linear in the text. */
export function normalize(text: string): Plain {
  if (ascii.test(text)) return { text: squeezed(text.toLowerCase()), unseen: 0, disguised: 0, tags: '' }
  let tags = ''
  let unseen = 0
  let plain = text.replace(tagUnits, (tag) => {
    const code = tag.charCodeAt(1) - 0xdc00
    if (code >= 32 && code < 127) tags += String.fromCharCode(code)
    return ''
  })
  const seen = plain
  plain = seen.replace(unseenUnits, (_, at: number) => {
    // Emoji, and the scripts that join their letters, need some of these.
    if (isBetweenLatin(seen, at)) unseen++
    return ''
  })
  let disguised = 0
  plain = plain.normalize('NFKD').replace(/[\u0300-\u036f]+/g, '').normalize('NFC').toLowerCase()
  plain = plain.replace(word, (letters) => {
    // Only where both stand in one word is it a disguise.
    if (!/[a-z]/.test(letters) || letters.search(foreign) < 0) return letters
    return letters.replace(foreign, (letter) => {
      disguised++
      return latinOf.get(letter) ?? letter
    })
  })
  return { text: squeezed(plain), unseen, disguised, tags }
}

function isBetweenLatin(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1)
  return isLatin(text.charCodeAt(at - 1)) && (isLatin(next) || (next >= 0x200b && next <= 0x200f) || next === 0x2060)
}

function isLatin(code: number): boolean {
  return (code | 32) >= 97 && (code | 32) <= 122
}

function squeezed(text: string): string {
  return text.replace(/[\s_*~`"'“”‘’«»]+/g, ' ')
}
