/** Lists of words that signals name in capitals: a line for each language, of which every phrase then knows. */
import type { Lists } from '../notation.ts'

export const lists: Lists = {
  /** What is done to earlier instructions, in languages that say it before them. */
  DROP: `
    ignore, disregard, forget, override, overrule, bypass, circumvent, discard, neglect, omit, overlook, drop, abandon, scrap, erase, delete, dismiss, skip, cancel, void, nullify, unlearn, reset, revoke, ditch
    set aside, put aside, throw away, throw out, leave behind, get rid of, never mind, stop following, stop obeying, stop adhering to, cease following, quit following, cease to follow, pay no attention to, pay no heed to, take no notice of
    do not follow, don't follow, not follow, do not obey, don't obey, not comply with, don't comply with, do not adhere to, don't adhere to, no longer follow, do not listen to, don't listen to
    ignorier*, vergiss, vergesst, vergessen sie, missacht*, verwirf, uberschreib*, umgehe, umgehen sie, beachte nicht, befolge nicht
    ignorez, ignorer, oublie, oubliez, oublier, neglige, negligez, contourne, contournez, ne tiens pas compte, ne tenez pas compte, ne tiens plus compte, ne suis pas, ne suis plus, ne suivez pas, ne suivez plus, fais abstraction, faites abstraction, laisse tomber
    ignora, ignoren, ignorar, olvida, olvide, olviden, olvidar, olvidate, descarta, descarte, omite, omita, pasa por alto, desestima, no sigas, no siga, no hagas caso, haz caso omiso, deja de seguir
    esqueça, esquece, esqueçam, desconsidere, desconsidera, despreze, não siga, deixe de seguir, pare de seguir
    ignorate, ignorare, dimentica, dimenticate, dimenticare, trascura, tralascia, non seguire, non considerare, lascia perdere
    negeer, negeren, vergeet, omzeil, sla, volg niet, ignorera, glöm, bortse från, glem
    zignoruj*, ignoruj*, zapomnij*, pomiń*, nie przestrzegaj*, zapomeň
    игнорир*, проигнорир*, забудь*, отбрось*, не обращай внимания на, не обращайте внимания на, не следуй*, пренебрег*, ігнору*
    تجاهل, تجاهلي, انس, انسى, انسَ, لا تتبع, تجاوز
    忽略, 无视, 無視, 忘记, 忘記, 忘掉, 忘了, 不要理会, 不要理會, 不要遵守, 不要遵循, 不遵守, 抛弃, 跳过, 绕过, 取消, 别管, 不用管`,

  /** The same, in languages that say it behind them. */
  DROP_LAST: `
    yok say, yok sayın, görmezden gel, görmezden gelin, unut, unutun, iptal et, iptal edin, dikkate alma, geçersiz say, boş ver
    無視, 忘れ, 破棄, 従わな, 従わず, 取り消, 捨て, リセット, 無効, 守らな
    무시*, 잊*, 따르지*, 폐기*, 취소*, 어기*
    अनदेखा, अनदेखी, नजरअंदाज, नज़रअंदाज़, भूल, उपेक्षा`,

  /** What came before. */
  EARLIER: `
    previous, previously, prior, above, earlier, preceding, precedes, precede, foregoing, original, initial, former, existing, past, before, beforehand, so far, up to now, until now, old
    vorherig*, bisherig*, obig*, früher*, vorangegangen*, vorig*, ursprünglich*, anfänglich*, oben, zuvor, vorher, bislang
    précédent*, antérieur*, ci-dessus, plus haut, initiales, initiaux, d'avant, avant, au-dessus
    anterior*, previo*, previa*, arriba, originales, iniciales, antes, acima, originais, iniciais, prévia*, prévio*
    precedent*, iniziali, originali, sopra, prima
    eerdere, vorige, voorgaande, bovenstaande, hierboven, oorspronkelijke, eerder, tidigare, föregående, ovan, ovanstående, tidligere, forrige, ovenstående
    poprzedni*, wcześniejsz*, powyższ*, dotychczasow*, předchozí*
    önceki, yukarıdaki, daha önce, şimdiye kadar, bundan önceki
    предыдущ*, прежн*, выше, вышестоящ*, ранее, раньше, прошлы*, первоначальн*, попередн*
    السابقة, السابق, أعلاه, اعلاه
    पिछले, पिछली, पूर्व, उपरोक्त
    之前, 以前, 以上, 上面, 前面, 先前, 此前, 上述, 原来, 原有, 上方
    これまで, 以前, 上記, 前の, 先の, 今まで, 従来, 元の, 上の, 最初の
    이전*, 위의, 위에, 앞의, 앞에, 기존*, 지금까지`,

  /** All of them, or those of the model. */
  ALL: `
    all, every, any, your, these, those, each, entire
    alle, aller, allen, deine, deinen, deiner, sämtliche*, toutes, tous, tes, vos, todas, todos, tus, sus, suas, seus, tutte, tutti, le tue, i tuoi, jouw, je, alla, dina, wszystkie, wszystkich, swoje, swoich, twoje, все, всех, всем, свои, твои, tüm, bütün, sana verilen, جميع, كل, सभी, सारे
    所有, 全部, 一切, 你的, 您的, 任何, すべて, 全て, 全部, あなたの, 모든, 모두, 너의, 네`,

  /** All that was said. */
  EVERYTHING: `
    everything, all, anything, whatever, what, the text, the content
    alles, tout, todo, tudo, tutto, allt, wszystko, все, всё, her şeyi, 一切, 所有内容, すべて, 모든 것*, كل شيء, सब कुछ`,

  /** It was said, or stands there. */
  SAID: `
    told, said, written, instructed, given, know, learned, learnt, wrote, taught, received, agreed
    gesagt, gelernt, geschrieben, steht, dit, précède, écrit, dijeron, dicho, escrito, dito, foi dito, detto, scritto, staat, gezegd, sagts, sagt, powiedzia*, говорил*, сказал*, сказано, написано, söylen*, söylediğim*, 说过, 说的, 言われ, 들은, 말한`,

  ORDERS: `
    instruction, instructions, directions, directive, directives, prompt, prompts, rules, guideline, guidelines, guidance, orders, command, commands, constraints, restrictions, policies, policy, programming, guardrails, guard rails, safeguards, protocols, protocol, limitations, conditioning, brief, briefing, system prompt, system message
    anweisung*, instruktion*, regel, regeln, vorgabe*, befehl*, richtlinie*, prompt*, einschränkung*, systemprompt*, beschränkung*
    consigne*, règle, règles, ordre, ordres, instruction*, directive*
    instruccion*, órdenes, reglas, directrices, indicacion*, comandos, restriccion*, instruço*, instrução, ordens, regras, diretrizes, orientações, restriço*
    istruzion*, regole, direttive, comandi, ordini, indicazioni, restrizioni
    instructies, regels, opdrachten, aanwijzingen, richtlijnen, reglerna, regler, instrukse*
    instrukcj*, polece*, zasad*, reguł*, wytyczn*, rozkaz*, instrukce, pokyny, pravidla
    talimat*, kural*, komut*, emir*, yönerge*
    инструкци*, указани*, правил*, команд*, приказ*, ограничени*, директив*, промпт*, установк*, інструкці*
    التعليمات, الأوامر, الاوامر, القواعد, الإرشادات, الارشادات, تعليماتك, تعليمات, الأوامر
    निर्देश*, आदेश*, नियम*
    指令, 指示, 规则, 規則, 命令, 要求, 设定, 設定, 限制, 约束, 提示, 提示词, 规定, ルール, プロンプト, 制約, 制限
    지시*, 명령*, 규칙*, 프롬프트*, 지침*, 제한*`,

  /** What a model was to do. */
  TASKS: `task, tasks, assignment, assignments, context, conversation, conversations, discussion, request, requests, statement, statements, role, training, principles, aufgabe, aufgaben, auftrag, aufträge, aufgabenstellung, tâche, tarea, tareas, tarefa, compito, taak, zadani*, görev*, задани*, задач*, 任务, タスク`,

  /** What the rules may be of: a thing, and then they are none of the model's. */
  OF: `above, below, for, on, of, about, in, from, at, against, regarding, für, zum, zur, im, beim, pour, du, des, de, para, del, do, per, del, di, van, voor, dla, для, по, example, question, answer, paragraph, section, page, line, lines, row, table, figure, chapter`,

  VOID: `
    void, null, cancelled, canceled, overridden, obsolete, invalid, revoked, outdated, superseded, replaced, lifted, suspended, erased, disabled, a test, over
    no longer apply, no longer applies, no longer valid, no longer count, no longer matter, not apply, don't apply, not count, don't count, not matter, doesn't matter, don't matter, nothing
    nicht mehr, ungültig, aufgehoben, ne s'appliquent plus, ne valent plus, annulées, ya no se aplican, ya no valen, anuladas, não valem mais, não se aplicam, non valgono più, annullate, gelden niet meer, geçersiz, geçerli değil, не действуют, больше не, отменен*, nie obowiązują, 无效, 作废, 無効, 무효`,

  /** Words for what binds a model. */
  LIMITS: `
    restriction, restrictions, limit, limits, limitation, limitations, filter, filters, filtering, rules, guidelines, censorship, censor, ethics, morals, morality, moral, ethical, legal, constraint, constraints, safeguards, guardrails, policies, policy, content policy, boundaries, moderation, conscience, inhibitions, scruples, safety, confines, disclaimers, filtered
    einschränkung*, regeln, filter, grenzen, zensur, moral, beschränkung*, restriction, règle, règles, limite, limites, filtre, filtres, censure, morale, restricciones, reglas, filtro, filtros, censura, restrições, regras, restrizioni, regole, limiti, filtri
    beperking*, regels, filters, grenzen, begränsning*, regler, filter, ograniczen*, ogranicz*, zasad, cenzury, filtrów
    ограничени*, правил, фильтр*, цензур*, границ, sınır*, kural*, filtre*, sansür*
    限制, 规则, 規則, 约束, 審查, 审查, 制限, 制約, 検閲, 규칙*, 제한*, 검열*`,

  WITHOUT: `
    no, without, without any, zero, free of, free from, freed from, not bound by, unbound by, not subject to, not limited by, not restricted by, not constrained by, not held back by, has no, have no, with no, lacks, lacking, ignores, ignoring, unburdened by, beyond, broken free of, broke free of, break free of, breaks free of, break free from, broken free from, liberated from, breaks, breaks all, released from, regardless of, without regard to, never, not, nobody, don't have, not have, does not keep to, not need to keep to
    ohne, keine, keinerlei, sans, aucune, aucun, sin, ningún, ninguna, sem, nenhuma, senza, nessuna, nessun, geen, zonder, utan, bez, żadnych, без
    没有, 不受, 无, ない, なし, のない, 없는, 없이`,

  /** The model is to be something, or to behave as something. */
  BE: `
    you are, you're, you will be, you will play, you can, you act, you behave, act, behave, respond, answer, answers, reply, replies, operate, speak, pretend, imagine, suppose, assume, simulate, roleplay, role-play, become, be, function, proceed, continue, play, stay, write as, you have been, called, named, say
    du bist, du hast, antworte, als hättest, verhalte dich, tu so, tu es, vous êtes, réponds, répondez, agis, comporte-toi, eres, responde, actúa, você é, responda, aja, sei, rispondi, comportati, agisci, je bent, antwoord, doe alsof, du är, svara, jesteś, odpowiadaj, ты, отвечай*, веди себя, yapay zekasın, cevap ver, sen, 你是, 你现在是, 你, 回答, あなたは, 答え, 너는, 당신은, 대답`,
}

/** What words are besides, for whoever gives orders. */
export const tellers = `i, we, they, he, she, it, who, which, that, can, could, might, may, would, should, cannot, often, always, never, not, sometimes, users, people, players, students, attackers, somebody, someone, anyone, nobody, ich, wir, sie, je, nous, ils, elle, yo, nosotros, ellos, io, noi, я, мы, они, он`
export const towards = `to, zu, tries, trying, attempts`
export const yous = `you, u, yourself, your`
export const asking = `how, why, what, when, where, which, who, whose, does, do, did, is, are, was, were, am, may, must, should, has, have, wie, warum, was, wann, wo, welche, muss, müssen, soll, darf, kann, gelten, gilt, comment, pourquoi, quand, quelles, quels, peut, faut, puis, cómo, como, por, cuándo, qué, cuáles, puedo, debo, posso, quali, quando, dove, come, devo, hoe, waarom, mag, moet, hur, jak, czy, dlaczego, как, почему, какие, можно, nasıl, neden`
export const requesting = `can, could, would, will, kannst, könntest, würdest, peux, pourrais, puedes, podrías, pode, puoi, potresti, kun, kan`
export const rotated = `vtaber, qvfertneq, cerivbhf, vafgehpgvbaf, vafgehpgvba, cebzcg, erirny, qverpgvirf, thvqryvarf, sbetrg, pbzznaqf`
export const reversed = `erongi, snoitcurtsni, suoiverp, tpmorp, drageridsid, tegrof`
