/** Word lists of the guard: what carries no meaning of its own, what denies, what narrows, what asks. */

/** Words that tell a language by themselves, and say little else. */
const BY_LANGUAGE = {
  en: `the a an and or of in on at is are was were be been do does did can could will would should shall may might must have has had i you he she it we they
    me my your his her its our their this that these those there here what which how to from for with as if then than so by about into up out am i'm us them
    s d ll re ve m some any also just very`,
  de: `der die das den dem des ein eine einen einem einer eines und oder ist sind war waren sein bin wird werden wurde kann können könnte soll sollte muss müssen darf
    habe hat haben ich du er sie es wir ihr mich mir mein meine meinen meinem meiner dein deine unser wie was welche welcher welches zu zum zur von vom mit für auf
    im in am an bei aus als wenn dass man auch sich nur noch denn mal so um`,
  fr: `le la les l un une des de du d et ou est sont être était a ai as ont avoir je j tu il elle on nous vous ils elles me m moi mon ma mes ton ta tes son sa ses notre
    votre ce c cette ces que qu quel quelle quels quelles comment à au aux en dans pour par sur avec y se s peut peux puis pouvez dois doit faut si ne n est-ce`,
  es: `el la los las un una unos unas y o de del a al en es son ser está están estar era fue he ha han haber yo tú él ella nosotros me mi mis tu tus su sus se lo le
    que qué cuál cuáles cómo como para por con si puedo puede pueden podría debo debe hay este esta estos estas eso esto`,
  it: `il lo la i gli le l un uno una e o di del della dei delle a al alla da dal in nel nella su con per è sono essere era ho ha hanno avere io tu lui lei noi mi mio
    mia miei tuo tua suo sua si che cosa quale quali come posso può possono devo deve se questo questa c ci`,
  pt: `o a os as um uma uns umas e ou de do da dos das em no na nos nas é são ser está estão estar era foi eu tu você ele ela nós me meu minha meus minhas seu sua
    se que qual quais como para por com posso pode podem devo deve há este esta isso isto ao à`,
  nl: `de het een en of van in op is zijn was waren worden wordt kan kunnen kun zou moet moeten mag heb heeft hebben ik jij je u hij zij ze we wij mij me mijn jouw uw
    ons onze dit dat deze die wat welke hoe te naar voor met als dan bij uit om er ook door`,
  sv: `en ett den det de och eller är var vara blir kan kunde ska skulle måste får har hade jag du han hon vi ni mig min mitt mina din ditt vad vilken vilket hur att
    till från för med som om på av i sig där här`,
  da: `en et den det de og eller er var være bliver kan kunne skal skulle må har havde jeg du han hun vi mig min mit mine din dit hvad hvilken hvordan at til fra for
    med som om på af i sig der her`,
  pl: `i oraz lub albo jest są być był była było mam ma mają ja ty on ona my mnie mi mój moja moje moich twój się to ten ta te co jaki jaka jakie jak do od dla z ze w we
    na po przez czy że aby mogę może można muszę`,
  tr: `ve veya bir bu şu o ben sen biz siz benim senin ne hangi nasıl için ile mi mı mu mü da de var olarak olan gibi ya ki daha`,
  ro: `un o și sau de la în pe este sunt fi era am ai are eu tu el ea noi îmi mi-a meu mea mele tău ce care cum pentru cu din dacă pot poate trebuie să se că al a`,
  ru: `и или в во на с со к из от до по для о об это как что какой какая какие я ты он она мы вы мне мой моя мои моё свой можно могу ли бы же есть быть у а`,
} as const

/** Polite or empty words: with them or without, the question is the same. */
const FILLERS = setOf(`please kindly hello hi hey thanks thank tell explain describe say know want need like give show let get help wonder wondering exactly actually really
  ok okay well now bitte danke hallo sag sagen erkläre erklären erklär zeig zeige möchte will gerne gern eigentlich genau s'il merci bonjour salut dis dites explique expliquez
  expliquer montre veux voudrais plaît plait plaise svp por favor gracias hola dime explica explicame explicar quiero quisiera puedes podrías favore grazie ciao dimmi spiega spiegami
  vorrei voglio puoi obrigado obrigada olá diga explique quero gostaria alstublieft alsjeblieft bedankt hoi leg uitleggen vertel wil graag tack snälla tak proszę lütfen
  пожалуйста скажи расскажи объясни way best
  如何 怎么 怎么样 怎样 什么 吗 呢 的 了 是 请 请问 我 你 您 告诉 の は が を に で と も か です ます する どう 何 教え て ください`)

/** Words that open an order, and are no names for their capital. */
export const OPENERS = setOf(`write list compare summarize summarise translate create make build find generate draft fix suggest recommend calculate compute convert define
  rewrite give provide outline name identify analyze analyse review check set add remove delete use using does who when where why whose whom how many much every all most more
  once yes today tomorrow yesterday but because before after during since while until between without no not never none only except unless increase decrease enable disable
  buy sell cancel change reset turn open close start stop run install update upgrade download upload send get return refund order pay ship track contact
  schreibe schreib liste vergleiche übersetze wer wann wo wohin woher warum wieso weshalb nicht kein keine ohne qui quand où pourquoi combien pas sans écris écrivez traduis
  quién cuándo dónde cuánto cuántos cuántas cuánta escribe traduce sin chi quando dove perché quanto quanti quante scrivi traduci senza quem onde quanto escreva traduza sem
  wie wanneer waar waarom hoeveel schrijf vertaal zonder кто когда где почему сколько не без`)

export type Language = keyof typeof BY_LANGUAGE

export const LANGUAGES = Object.entries(BY_LANGUAGE).map(([language, words]) => [language as Language, setOf(words)] as const)

const BY_NAME: ReadonlyMap<string, ReadonlySet<string>> = new Map(LANGUAGES)
const ANY: ReadonlySet<string> = new Set(LANGUAGES.flatMap(([, words]) => [...words]))

/** True for words without content of their own in this language; in one that is not known, in any. */
export function isStopWord(word: string, language: Language | undefined): boolean {
  return FILLERS.has(word) || QUESTIONS.has(word) || ((language && BY_NAME.get(language)) ?? ANY).has(word)
}

/** Words that deny. `ne` and `n` are not among them: French says them or not. */
export const NEGATIONS = setOf(`no not never without none nobody nothing neither nor cannot non nowhere hardly
  nicht nichts nie niemals ohne kein keine keinen keinem keiner keines niemand weder nirgends
  pas jamais sans aucun aucune rien ni
  nunca jamás sin ningún ninguno ninguna nada nadie tampoco
  mai senza nessun nessuno nessuna niente nulla né
  não jamais sem nenhum nenhuma ninguém nem
  niet geen nooit zonder niets niemand
  inte ej aldrig utan inget ingen inga ikke ingen intet uden uten
  nie bez nigdy żaden żadna nic
  değil yok asla hiç olmadan
  niciodată fără niciun nicio nimic
  не нет без никогда ни нельзя ничего никто
  لا لم لن ليس ليست بدون غير नहीं मत बिना לא בלי אין`)

/** Denials of scripts that write no spaces, or join them to the word. */
export const NEGATED_PARTS = /[不没沒無无非未勿别別]|ない|ません|なし|なく|않|없|못|안 |ไม่/gu

/** Words that narrow what is said: with one more or less it is another question. */
export const NARROWING = setOf(`only except unless besides instead excluding including exclusively merely but whenever nur außer anstatt statt ausgenommen ausschließlich
  seulement sauf excepté uniquement sólo solo solamente excepto salvo únicamente soltanto solamente tranne eccetto apenas somente exceto alleen behalve uitgezonderd slechts
  bara endast utom kun undtagen tylko oprócz sadece hariç doar только кроме`)

/** The kinds of question, by the words that ask them. What asks for a thing or a manner (`what`, `how`) is of every kind. */
export const QUESTIONS: ReadonlyMap<string, string> = kinds({
  who: `who whose wer wessen qui quién quiénes chi quem vem hvem kto kim cine кто`,
  whom: `whom wen wem кого кому`,
  when: `when wann quand cuándo quando wanneer när hvornår kiedy când когда`,
  where: `where wo où dónde dove onde waar var hvor gdzie nerede unde где`,
  whither: `wohin adónde aonde waarheen dokąd nereye куда`,
  whence: `whence woher skąd nereden откуда`,
  why: `why wieso weshalb warum weswegen pourquoi perché perche porquê waarom varför hvorfor dlaczego neden niçin почему зачем`,
  many: `wieviel wieviele combien cuánto cuántos cuánta cuántas quanto quanti quanta quante quantos quantas hoeveel ile kaç сколько`,
})

/** After `how` and its like: each asks for a measure. */
export const MEASURES: ReadonlyMap<string, string> = kinds({
  many: `many viel viele vielen`,
  amount: `much`,
  long: `long lange lang`,
  often: `often oft vaak`,
  far: `far weit ver`,
  old: `old alt oud`,
  big: `big large tall high groß hoch groot hoog`,
  soon: `soon fast quickly bald schnell snel`,
})

export const MANNERS = setOf('how wie hoe')

export const ASKING_PARTS: ReadonlyArray<readonly [kind: string, pattern: RegExp]> = [
  ['who', /谁|誰|누가|누구/u],
  ['when', /什么时候|什麼時候|何时|何時|いつ|언제/u],
  ['where', /哪里|哪裡|哪儿|在哪|どこ|어디/u],
  ['why', /为什么|為什麼|为何|為何|なぜ|どうして|왜/u],
  ['many', /多少|几个|幾個|いくつ|いくら|얼마|몇/u],
]

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/))
}

function kinds(words: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(words).flatMap(([kind, list]) => list.split(/\s+/).map((word) => [word, kind] as const)))
}
