/** Tells some twenty languages: those with a script of their own by it, the others by their commonest small words. */

/** By ISO 639-1. */
export type Language =
  | 'en' | 'de' | 'fr' | 'es' | 'it' | 'pt' | 'nl' | 'pl' | 'sv' | 'da' | 'cs' | 'tr' | 'id' | 'vi' | 'ro' | 'hu' | 'fi'
  | 'ru' | 'uk' | 'el' | 'ar' | 'fa' | 'he' | 'hi' | 'th' | 'zh' | 'ja' | 'ko'

export const languages: readonly Language[] = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'da', 'cs', 'tr', 'id', 'vi', 'ro', 'hu', 'fi', 'ru', 'uk', 'el', 'ar', 'fa', 'he', 'hi', 'th', 'zh', 'ja', 'ko']

/** Small words that each language has in every other sentence. */
const words: Readonly<Partial<Record<Language, string>>> = {
  en: 'the of and to in is that it for was with as on be at by this have from or are not but you they which we an will would there their what can about your has how were been if when who',
  de: 'der die und das in zu den ist nicht von mit sich auf für ein eine dem des im auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über so zum war ich wir oder haben nur aber vor zur bis mehr durch kann',
  fr: 'de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec ou je vous nous cette mais son aux ses elle être comme leur ont été sans tout très',
  es: 'de la que el en y a los se del las un por con no una su para es al lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien está desde',
  it: 'di e il la che in un a per è una del della non con sono da si le dei nel alla gli come più anche ma lo al questo delle ha i o se ci molto quando perché suo essere dalla degli questa',
  pt: 'de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito há nos já está eu também só pelo pela isso você são',
  nl: 'de het een van en in is dat op te zijn met voor niet aan er om ook als dan maar bij uit door over naar heeft hij ze wordt nog kan deze wat zo geen worden je ik we of tot had veel hun',
  pl: 'w i na z do się nie że jest to o jak po co tak za od przez być ale dla ma czy są tym już był tego tylko może przy oraz który która lub ich więc gdy jego',
  sv: 'och i att det som en på är av för med den till inte om ett har de jag men var sig så från vi kan nu när eller också efter under mot skulle hade alla vara man',
  da: 'og i at det er en til af på for med ikke der den som de har jeg et om men vi kan så fra var være eller blev efter også nu hun han ved skal mig sig meget',
  cs: 'a se na je v to že s z do o jsem ale i jako si tak pro by co jak za po od už když jeho být které nebo není jsou který má jen této také bylo ve',
  tr: 've bir bu için da de ile çok ne gibi daha ama olarak kadar olan en var sonra ben o mi değil ki şey her nasıl bana sen ya biz onun veya olduğu',
  id: 'yang dan di dengan untuk ini dari dalam tidak itu adalah pada ke akan saya ada bisa anda juga atau oleh karena seperti kami mereka sudah dapat lebih telah sebagai',
  vi: 'và của là có không trong cho một được với người các những này đã khi để tôi đó từ như bạn rất cũng ra nhiều về',
  ro: 'și de la în a nu o un cu pe care să este ce mai din pentru sunt că se au al fi dar sau după ca când prin foarte fost lui',
  hu: 'a az és hogy nem is egy van ez de meg mint csak már volt el vagy ha azt még kell én mert lesz nagyon ki be ami után minden',
  fi: 'ja on ei se että oli hän mutta en ovat kun niin myös joka tai jos kuin vain sen mitä olen minä nyt ole tämä sitä voi kaikki',
}

const byWord = new Map<string, Language[]>()
for (const language of languages) for (const word of words[language]?.split(' ') ?? []) byWord.set(word, [...(byWord.get(word) ?? []), language])

const scripts: ReadonlyArray<readonly [Language, RegExp]> = [
  ['ja', /[\u3040-\u30ff]/g],
  ['ko', /[\uac00-\ud7af\u1100-\u11ff]/g],
  ['zh', /[\u4e00-\u9fff\u3400-\u4dbf]/g],
  ['ru', /[\u0400-\u04ff]/g],
  ['el', /[\u0370-\u03ff]/g],
  ['ar', /[\u0600-\u06ff]/g],
  ['he', /[\u0590-\u05ff]/g],
  ['hi', /[\u0900-\u097f]/g],
  ['th', /[\u0e00-\u0e7f]/g],
]

/** Of a longer text the beginning, the middle and the end tell. */
const MOST = 6000

/** `unknown` where there is too little of it, or it is none of these. */
export function languageOf(whole: string): Language | 'unknown' {
  const text = whole.length <= MOST ? whole : `${whole.slice(0, MOST / 3)} ${whole.slice(whole.length / 2, whole.length / 2 + MOST / 3)} ${whole.slice(-MOST / 3)}`
  const latin = text.match(/[A-Za-zÀ-ɏḀ-ỿ]/g)?.length ?? 0
  for (const [language, script] of scripts) {
    const count = text.match(script)?.length ?? 0
    // One character of these says as much as several letters; Japanese has Chinese ones besides its own.
    if (count >= 3 && count * (language === 'zh' || language === 'ja' ? 3 : 1.5) > latin) return refined(language, text)
  }
  return byWords(text)
}

/** Those that share a script, by the letters that only one has. */
function refined(language: Language, text: string): Language {
  if (language === 'ru') return /[іїєґ]/i.test(text) && !/[ыэъё]/i.test(text) ? 'uk' : 'ru'
  if (language === 'ar') return /[پچژگ]/.test(text) && !/[ةى]/.test(text) ? 'fa' : 'ar'
  return language
}

function byWords(text: string): Language | 'unknown' {
  const points = new Map<Language, number>()
  let count = 0
  for (const word of text.normalize('NFC').toLowerCase().match(/\p{L}+/gu) ?? []) {
    count++
    const whose = byWord.get(word)
    // A word that several share says less of each.
    if (whose !== undefined) for (const language of whose) points.set(language, (points.get(language) ?? 0) + 1 / whose.length)
  }
  const [best, next] = [...points].sort(([, one], [, other]) => other - one)
  if (best === undefined || best[1] < 1.5 || best[1] / count < 0.08) return 'unknown'
  return best[1] >= (next?.[1] ?? 0) * 1.25 ? best[0] : 'unknown'
}
