/** How one asks to ignore earlier instructions, or for the hidden ones, in other languages than English. */
import type { Signal } from './signals.ts'

const OVERRIDE = 'asks to ignore earlier instructions'
const REVEAL = 'asks for the hidden instructions'
const ROLE = 'asks for a role without rules'

const gap = '(?:[\\s,:;]{1,2}[^\\s.!?;:]{1,18}){0,4}?[\\s,:;]{1,2}'

/** Verb, what is earlier, what is ordered, of one language; the text has no accents. `after` where the earlier follows the order. */
function override(verbs: string, earlier: string, orders: string): readonly Signal[] {
  return [
    { reason: OVERRIDE, weight: 0.9, words: `${beginnings(verbs)} / ${beginnings(orders)}`, pattern: new RegExp(`(?<![a-zа-я])(?:${verbs})${gap}(?:(?:${earlier})${gap}(?:${orders})|(?:${orders})${gap}(?:${earlier}))`, 'g') },
  ]
}

/** How the alternatives begin. */
function beginnings(words: string): string {
  return words.split('|').flatMap((word) => /^[a-z]{1,3}/.exec(word) ?? []).join(' ')
}

const one = (reason: string, weight: number, pattern: RegExp, words = '~'): Signal => ({ reason, weight, words, pattern })

export const otherLanguages: readonly Signal[] = [
  ...override('ignorier\\w{0,3}|vergiss|vergesst|vergessen|missachte\\w{0,2}|verwirf|uberschreibe|umgehe|beachte\\w{0,2}|befolge\\w{0,2}', 'vorherig\\w{0,2}|bisherig\\w{0,2}|obig\\w{0,2}|fruher\\w{0,2}|vorangegangen\\w{0,2}|alle|deine|deiner|ursprunglich\\w{0,2}|nicht mehr|zuvor|vorigen?', 'anweisung\\w{0,2}|instruktion\\w{0,2}|regeln?|vorgaben?|befehle?|richtlinien?|prompts?|einschrankung\\w{0,2}|system-?prompt'),
  ...override('ignore[rz]?|ignores|oublie[rz]?|oublies|neglige[rz]?|contourne[rz]?|ne (?:tiens|tenez) (?:pas|plus) compte|ne (?:suis|suivez) (?:pas|plus)|fais abstraction|faites abstraction', 'precedent\\w{0,3}|anterieur\\w{0,2}|ci-dessus|toutes?|tous|tes|vos|initiales?|plus haut|avant|d avant', 'instructions?|consignes?|regles?|directives?|ordres?|invites?|restrictions?|prompt'),
  ...override('ignor[ae]\\w{0,2}|olvid[ae]\\w{0,3}|descart[ae]\\w{0,2}|omit[ae]\\w{0,2}|pas[ae] por alto|desestim[ae]|no (?:sigas|hagas caso)|esquec[ae]\\w{0,2}|esqueca|desconsider[ae]\\w{0,2}|desprez[ae]|dimentic[ah]\\w{0,3}|trascur[ai]\\w{0,2}|tralasci[ae]?|non (?:seguire|considerare)', 'anterior\\w{0,2}|previ[ao]s?|precedent[ei]|de arriba|acima|tod[ao]s|tus|sus|seus?|suas|tutt[ei]|tue|originales|iniciais|iniciales|inizial[ei]|dad[ao]s', 'instruc\\w{2,6}|instruco\\w{1,3}|ordenes|ordens|reglas|regras|directrices|diretrizes|indicaciones|indicac\\w{2,4}|istruzioni|regole|direttive|comandi|comandos|prompt|restricciones|restricoes|restrizioni'),
  ...override('negeer|vergeet|sla|omzeil|ignorera|glom|bortse fran|ignorer|glem|ignoruj|zignoruj|zapomnij|pomin|ignoruj|zapomen|yok say|gormezden gel|unut', 'eerdere|vorige|voorgaande|bovenstaande|alle|tidigare|foregaende|tidligere|forrige|poprzedni\\w{0,3}|wczesniejsz\\w{0,3}|wszystkie|predchozi|vsechny|onceki|yukaridaki|tum', 'instructies|regels|opdrachten|aanwijzingen|richtlijnen|instruktion\\w{0,3}|regler|instrukse\\w{0,2}|instrukcj\\w{0,2}|polecen\\w{0,2}|zasad\\w{0,1}|instrukce|pokyny|pravidla|talimat\\w{0,6}|kural\\w{0,6}|komut\\w{0,6}'),
  one(OVERRIDE, 0.9, /(?:игнорируи|игнорировать|игнорируите|проигнорируи|забудь|забудьте|отбрось|не обращаи внимания на|не следуи|пренебреги|ігноруи|забудь)(?:те)?(?:[\s,]{1,2}\S{1,18}){0,3}?[\s,]{1,2}(?:предыдущ\S{0,4}|прежн\S{0,4}|выше\S{0,10}|все|всех|всем|свои|ранее|прошлы\S|первоначальн\S{0,3}|попередн\S{0,2})(?:[\s,]{1,2}\S{1,18}){0,3}?[\s,]{0,2}(?:инструкц\S{0,3}|указани\S{0,2}|правил\S{0,3}|команд\S{0,2}|приказ\S{0,2}|ограничени\S{0,2}|директив\S{0,2}|промпт\S{0,2}|інструкці\S{0,2})/g),
  one(OVERRIDE, 0.9, /(?:忽略|无视|無視|忘记|忘記|忘掉|不要理会|不要遵守|不要理會|抛弃|跳过|绕过|取消).{0,12}?(?:之前|以前|以上|上面|前面|先前|所有|此前|上述|原来|原有|系统|你的|一切).{0,10}?(?:指令|指示|提示|规则|規則|命令|要求|设定|設定|限制|内容|對話|对话|约束|说明|提示词)/g),
  one(OVERRIDE, 0.9, /(?:これまで|以前|上記|前|先|すべて|全て|今まで|従来|元|あなた).{0,8}?(?:指示|命令|ルール|規則|プロンプト|指令|制約|制限|設定).{0,10}?(?:無視|忘れ|破棄|従わな|取り消|捨て|リセット|無効)/g),
  one(OVERRIDE, 0.9, /(?:이전|위의|앞의|기존|모든|지금까지).{0,8}?(?:지시|명령|규칙|프롬프트|지침|제한|설정).{0,10}?(?:무시|잊|따르지|폐기|취소)/g),
  one(OVERRIDE, 0.9, /(?:تجاهل|انس|لا تتبع|تجاوز)(?:\s\S{1,16}){0,3}?\s(?:التعليمات|الأوامر|الاوامر|القواعد|الارشادات|الإرشادات|تعليماتك)(?:\s\S{1,16}){0,3}/g),
  one(OVERRIDE, 0.9, /(?:पिछले|पिछली|पूर्व|उपरोक्त|सभी).{0,20}?(?:निर्देश|आदेश|नियम).{0,12}?(?:अनदेखा|नजरअंदाज|नज़रअंदाज़|भूल|उपेक्षा)/g),
  one(REVEAL, 0.85, /(?:zeige?|gib|nenne|wiederhole|verrate|drucke|offenbare|schreibe)(?:[\s,]{1,2}\S{1,16}){0,4}?\s(?:system-?prompt|systemanweisung\w{0,2}|system-?nachricht|geheimen anweisungen|ursprunglichen anweisungen|internen anweisungen|anfanglichen anweisungen|versteckten anweisungen)/g, 'zei gib nen wie ver dru off sch'),
  one(REVEAL, 0.85, /(?:affiche|montre|repete|revele|donne|ecris|imprime|muestra|muestrame|repite|revela|imprime|dime|escribe|mostre|mostra|repita|revele|diga|imprima|mostrami|ripeti|rivela|stampa|dimmi|toon|herhaal|onthul)\w{0,2}(?:[\s,-]{1,2}\S{1,16}){0,4}?\s(?:prompt (?:systeme|del sistema|do sistema|di sistema|initiale?|inicial|iniziale)|instructions? (?:systeme|initiales|secretes|cachees|internes)|instrucciones (?:del sistema|iniciales|ocultas|secretas|originales|internas)|instrucoes (?:do sistema|iniciais|ocultas|secretas|originais|internas)|istruzioni (?:di sistema|iniziali|nascoste|segrete|originali|interne)|system-?prompt|systeem-?prompt|systeeminstructies)/g, 'aff mon rep rev don ecr imp mue dim esc mos dig rip riv sta too her ont'),
  one(REVEAL, 0.85, /(?:покажи|выведи|повтори|раскрои|напечатаи|скажи)(?:те)?(?:[\s,]{1,2}\S{1,16}){0,4}?\s(?:системн\S{1,4} (?:промпт|инструкц|сообщени|подсказк)\S{0,3}|скрыт\S{1,3} инструкц\S{1,2}|свои инструкции|исходн\S{1,3} инструкц\S{1,2})/g),
  one(REVEAL, 0.85, /(?:显示|輸出|输出|打印|告诉我|告訴我|重复|重複|透露|泄露|展示|列出|公开).{0,12}?(?:系统提示|系統提示|系统指令|初始指令|隐藏指令|系统消息|提示词|原始指令|内部指令)|(?:システムプロンプト|初期指示|隠された指示|内部指示|システムメッセージ).{0,14}?(?:表示|教え|出力|見せ|公開|繰り返)/g),
  one(ROLE, 0.85, /(?:du bist (?:jetzt|nun|ab jetzt)|tu es (?:maintenant|desormais)|ahora eres|a partir de ahora eres|agora voce e|ora sei|je bent nu|теперь ты|ты теперь|你现在是|从现在起你是|現在你是|あなたは今から).{0,80}?(?:ohne (?:einschrankungen|regeln|filter|grenzen)|sans (?:restrictions?|regles?|limites?|filtres?|censure)|sin (?:restricciones|reglas|limites|filtros|censura)|sem (?:restricoes|regras|limites|filtros|censura)|senza (?:restrizioni|regole|limiti|filtri|censura)|zonder (?:beperkingen|regels|filters|grenzen)|без (?:ограничени|правил|фильтр|цензур)|没有(?:任何)?(?:限制|规则|约束)|不受(?:任何)?(?:限制|约束)|制限(?:の)?ない|dan\b)/g, '~ du tu aho a ago ora je'),
]
