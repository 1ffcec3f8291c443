/** Numbers, dates, amounts, versions and their units: each must be the same, in the same order. */
import type { Difference } from './guard.ts'
import type { Profile } from './profile.ts'

const NUMBER = /(?<=^|[\s(=])[-−+](?=\p{Nd})|\p{Nd}+(?:[.,:/-]\p{Nd}+)*|\p{No}|\p{Nl}|\p{L}+/gu

export const numbers: Difference = (a, b) => {
  const [ours, theirs] = [numbersOf(a), numbersOf(b)]
  return ours.join(' ') === theirs.join(' ') ? undefined : `${ours.join(' ') || 'none'}, not ${theirs.join(' ') || 'none'}`
}

/** Signs that change what a text asks: currencies, per cent, operators, `#` of `C#`, and pictures. */
const SIGN = /[\p{Sc}\p{Sm}%‰°*/^&|\\#@]|(?<= )[-−](?= )|(?<=\p{Nd})!|\p{Extended_Pictographic}/gu

export const signs: Difference = (a, b) => {
  const [ours, theirs] = [signsOf(a), signsOf(b)]
  return ours === theirs ? undefined : `${ours || 'none'}, not ${theirs || 'none'}`
}

function signsOf({ text }: Profile): string {
  return (text.match(SIGN) ?? []).filter((sign) => !/\p{Nd}/u.test(sign)).join('')
}

/** Each number, its sign before it and its unit behind it. */
function numbersOf({ text }: Profile): string[] {
  const found: string[] = []
  let sign = ''
  let isAfterNumber = false
  for (const [token] of text.matchAll(NUMBER)) {
    const word = token.toLowerCase()
    const unit = isAfterNumber ? UNITS.get(word) : undefined
    isAfterNumber = false
    if (token === '-' || token === '−') sign = '-'
    else if (unit !== undefined) found[found.length - 1] += unit
    else if (/^[\p{Nd}\p{No}\p{Nl}]/u.test(token) || COUNTS.has(word)) {
      found.push(sign + (COUNTS.get(word) ?? plain(token)))
      sign = ''
      isAfterNumber = true
    }
  }
  return found
}

/** `1,000` is `1000`; no other form is taken for another, for who knows which it is. */
function plain(number: string): string {
  return /^\p{Nd}{1,3}(?:,\p{Nd}{3})+(?:\.\p{Nd}+)?$/u.test(number) ? number.replaceAll(',', '') : number
}

/** Words that are also something else are left out: `one`, `sei`, `neuf`. The ordinals count as their number. */
const COUNTS = table({
  0: 'zero null zéro cero nul', 2: 'two zwei zwo deux dos due dois duas twee två dwa iki два две', 3: 'three drei trois tres tre três drie trzy üç три', 4: 'four vier quatre cuatro quattro quatro fyra fire cztery dört четыре',
  5: 'five fünf cinq cinco cinque vijf fem pięć beş пять', 6: 'six sechs seis zes seks sześć altı шесть', 7: 'seven sieben sept siete sette sete zeven sju syv siedem yedi семь', 8: 'eight acht huit ocho otto oito åtta otte osiem sekiz восемь',
  9: 'nine neun nueve nove negen nio dziewięć dokuz девять', 10: 'ten zehn dix diez dieci dez tien tio dziesięć десять', 11: 'eleven elf onze undici', 12: 'twelve zwölf douze doce dodici doze twaalf',
  13: 'thirteen', 14: 'fourteen', 15: 'fifteen quinze quince fünfzehn', 16: 'sixteen', 17: 'seventeen', 18: 'eighteen', 19: 'nineteen', 20: 'twenty zwanzig vingt veinte venti vinte twintig',
  30: 'thirty dreißig trente treinta trenta trinta dertig', 40: 'forty vierzig', 50: 'fifty fünfzig', 60: 'sixty', 70: 'seventy', 80: 'eighty', 90: 'ninety', 100: 'hundred hundert cent cien cento cem honderd',
  1000: 'thousand tausend mille mil mila duizend', 1000000: 'million millionen millions millón milione milhão miljoen', 1000000000: 'billion milliarde milliard',
  '1/2': 'half halb halbe halber demi medio mezzo meio', '1/4': 'quarter viertel quart cuarto', '2x': 'double twice doppelt double doble doppio dobro', '3x': 'triple thrice', '#1': 'first erste ersten erster premier première primer primero primera primo prima primeiro',
  '#2': 'zweite zweiten deuxième segundo segunda secondo seconda tweede', '#3': 'third dritte dritten troisième tercero tercera terzo terceiro derde', '#4': 'fourth vierte', '#5': 'fifth', last: 'last letzte letzten dernier dernière último última ultimo ultima', next: 'next nächste nächsten prochain prochaine próximo próxima prossimo',
  days: 'daily täglich', weeks: 'weekly wöchentlich', months: 'monthly monatlich mensuel', years: 'yearly annual annually jährlich annuel',
})

/** Of each unit its names; of an unknown word after a number, the other checks take care. */
const UNITS = table({
  ms: 'ms millisecond milliseconds', s: 's sec second seconds sekunde sekunden seconde secondes segundo segundos', min: 'min mins minute minutes minuten minuto minutos minuti', h: 'h hr hrs hour hours stunde stunden heure heures hora horas ora ore',
  d: 'd day days tag tage tagen jour jours día días giorno giorni dia dias dag dagen', w: 'w week weeks woche wochen semaine semaines semana semanas settimana settimane weken', mo: 'month months monat monate monaten mois mes meses mese mesi mês maand maanden',
  y: 'y year years jahr jahre jahren an ans année années año años anno anni ano anos jaar', mg: 'mg milligram milligrams', g: 'g gram grams gramm', kg: 'kg kgs kilo kilos kilogram kilograms kilogramm', lb: 'lb lbs pound pounds', oz: 'oz ounce ounces',
  mm: 'mm', cm: 'cm centimeter centimeters centimetre centimetres', m: 'm meter meters metre metres', km: 'km kilometer kilometers kilometre kilometres', mi: 'mi mile miles', ft: 'ft foot feet', in: 'inch inches',
  ml: 'ml', l: 'l liter liters litre litres', c: 'c celsius', f: 'f fahrenheit', kb: 'kb', mb: 'mb megabyte megabytes', gb: 'gb gigabyte gigabytes', tb: 'tb terabyte terabytes', am: 'am', pm: 'pm',
  usd: 'usd dollar dollars', eur: 'eur euro euros', gbp: 'gbp', k: 'k', bps: 'bps', kwh: 'kwh', v: 'v volt volts', a: 'amp amps', mph: 'mph', kmh: 'kmh',
})

function table(rows: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(rows).flatMap(([meaning, words]) => words.split(' ').map((word) => [word, meaning] as const)))
}
