/** Questions for the hidden instructions, and for what the model is to keep. */
export const prompt = `
.85 !SHOW ~3 your/the/its/all ~2 SECRET ~1 PROMPT -FOR_THING
.85 !SHOW ~3 your/its/you ~3 SYSTEM_PROMPT -FOR_THING
.8 !SHOW ~2 the ~2 SYSTEM_PROMPT -FOR_THING
.75 !SHOW ~3 your ~2 PROMPT -FOR_THING
.7 tell_me/what_are/what_were/what's/what_is/what_was/give_me ~3 your ~2 PROMPT/SYSTEM_PROMPT -FOR_THING
.7 what does/do ~1 your ~2 PROMPT
.7 !RECITE ~4 SAID_BY_YOU ~2 you were/have/got ~2 given/told/shown/provided
.7 !RECITE ~4 WORDS_ABOVE ~3 above/before/prior/preceding/precedes/preceded/came_before -example/table/figure/in/line/lines/into/but/as/for/to
.7 !SHOW ~4 instructions/prompt/tokens/directives ~3 above/before/prior/preceding/precedes -example/table/figure/line/into/for
.7 !RECITE ~2 everything/all/every_word ~6 above/before/beginning/context/here/prior/start -line/the/example/table
.7 !RECITE_TEXT ~2 above ~8 verbatim/word_for_word/exactly/in_full/from_the_first/all_of_it/starting/beginning
.7 !SHOW ~6 PROMPT ~6 verbatim/word_for_word/exactly/in_full/unaltered/as_is/as_they_are/character_by_character/code_block
.7 SYSTEM_PROMPT ~6 verbatim/word_for_word/in_full/print/copy/exactly/say
.7 SYSTEM_PROMPT ~3 code_block/base64/rot13/reversed/backwards
.7 !encode/translate/summarise/summarize/rewrite/rephrase/write/turn your ~2 PROMPT/SYSTEM_PROMPT -for/on/about/to
.7 !SHOW ~2 PROMPT ~4 you ~3 were/got/received/have/operate/follow/given/under
.7 !SHOW ~5 rules/instructions/orders/directives/guidelines/message your/the creators/developers/developer/makers/owner
.7 !SHOW ~4 PROMPT your/the ~1 creators/developers/makers/developer/owners gave/put/wrote/set
.7 rules/instructions/guidelines/orders/prompt ~1 your/the creators/developers/makers/developer gave/told/put/wrote ~1 you
.75 what/which PROMPT ~2 were/was/have/did/are ~1 you/they/openai/developers ~2 given/told/get/receive/give/have
.75 PROMPT you ~1 were/have/got/received ~1 given/told/provided/initialized/programmed/received ~6 verbatim/before/beginning/start/first/exactly/word_for_word
.7 what were/was you ~2 told/instructed/given/asked
.7 told/instructed/ordered ~1 not to say/reveal/tell/share/disclose/mention
.7 that/you ~3 told ~1 keep secret/hidden/confidential
.7 what ~3 written/stands/said ~5 top/beginning/start/before ~5 conversation/message/chat/context
.75 before my first/this message/question ~3 copy/repeat/print/say
.7 your/my/the ~1 SYSTEM_PROMPT is
.65 !print/dump/echo/cat SYSTEM_PROMPT -FOR_THING
.6 your configuration/setup/hidden_settings ~3 begin/start/print/show/reveal/list
.6 !SHOW ~2 your ~2 configuration/setup/settings/hidden_settings/internal_data/training_data
.6 !SHOW ~1 internal/confidential/secret/hidden/private ~1 data/guidelines/rules/settings/information/setup
.7 confidential/hidden/secret/internal guidelines/rules/instructions/directives/prompt/message ~4 you/your/shape/developer
.7 secret/hidden message/instructions/rules/prompt ~4 developer/developers/creators/you
.7 starting/beginning with ~3 you_are
.7 secret_word/password/secret/key/passphrase/secret_key ~4 you ~3 protecting/told/given/keep/keeping/hide/hiding/guard/guarding/know/not
.75 what ~1 password/secret/secret_word/passphrase/secret_key ~4 they/you ~2 give/gave/given/told/protecting/hiding
.6 !spell/whisper/reveal/encode/reverse/rhyme/hint/sing the/your ~1 password/secret/secret_word/key/passphrase/secret_key
.6 !tell/give/show/say/reveal/print me/us/out the/your ~2 password/secret/secret_word/secret_key/passphrase/credentials/passwords -for/of/policy/rules/manager
.65 first/last/every/each letter/letters/character/characters ~3 password/secret/key/passphrase/secret_word/secret_key
.75 SHOW_OTHER ~4 PROMPT_OTHER
.75 PROMPT_OTHER ~5 SHOW_LAST
.7 SHOW_OTHER ~3 dein*/tes/tus/suas/seu/tue/twoj*/swoj*/свои/jouw/je/din/你的/senin/너의 ~2 ORDERS
.6 SHOW_OTHER ~5 SECRET_OTHER
.6 SECRET_OTHER ~3 SHOW_LAST
`

/** The lists that these alone need. */
export const promptLists = {
  FOR_THING: `for, on, about, to, that, of a, example, of an, of my, of our, in`,
  RECITE: `print, repeat, reveal, show, show me, output, display, tell me, give me, disclose, leak, dump, copy, echo, recite, return, type, spell out, read back, reproduce, spit out, quote, write out, write down, put, include, paste`,
  RECITE_TEXT: `repeat the text, repeat the words, translate the text, print the text, copy the text, output the text, translate the words, repeat the message, translate everything, summarise everything, summarize everything`,
  SHOW: `print, print out, repeat, reveal, show, show me, output, display, tell me, give me, share, disclose, leak, dump, write, write out, write down, copy, echo, recite, return, type, list, provide, expose, send me, spell out, translate, summarise, summarize, paraphrase, paste, quote, encode, state, read back, reproduce, spit out, start, put, include, summarise, what is, what's, what was, what are, what were, what does`,
  SECRET: `system, initial, hidden, secret, original, internal, confidential, developer, base, starting, pre, first, exact, full, core, invisible, configuration`,
  PROMPT: `prompt, prompts, instructions, instruction, directives, guidelines, rules, orders, system message, programming, constraints, preprompt, pre-prompt`,
  SYSTEM_PROMPT: `system prompt, system message, system instructions, system instruction, initial prompt, initial instructions, hidden prompt, hidden instructions, secret prompt, secret instructions, original prompt, original instructions, developer prompt, developer message, developer instructions, base prompt, pre-prompt, preprompt, starting prompt, first prompt, prompt verbatim`,
  SAID_BY_YOU: `text, words, everything, content, instructions, sentences, sentence, message, messages, prompt, lines, tokens, paragraph, word`,
  WORDS_ABOVE: `text, words, everything, instructions, sentences, prompt, word, all the words, all of the text, context, tokens, directives, messages, message`,
  SHOW_OTHER: `
    zeig*, gib, nenne, wiederhole, verrate, verrat, drucke, offenbare, schreibe, sag, affiche*, montre*, répète*, révèle*, donne*, écris, imprime*, dis, muestra*, repite, revela, dime, escribe, enséñame, mostre, mostra*, repita, revele, diga, imprima, ripeti, rivela, stampa, dimmi, toon, herhaal, onthul, geef, laat, visa, pokaż, wypisz, powtórz, podaj, zdradź
    покажи*, выведи*, повтори*, раскрой*, напечатай*, скажи*, напиши*, اعرض, أظهر, أخبرني, وأخبرني, 显示, 輸出, 输出, 打印, 告诉我, 告訴我, 重复, 重複, 透露, 泄露, 展示, 列出, 公开, 说出`,
  SHOW_LAST: `göster*, söyle*, yaz, yazdır*, ver, açıkla*, 表示, 教え, 出力, 見せ, 公開, 繰り返, 보여*, 출력*, 알려*, 말해*, 공개*, 반복*, बताओ, दिखाओ`,
  PROMPT_OTHER: `
    systemprompt*, system-prompt*, systemanweisung*, systemnachricht*, geheimen anweisungen, ursprünglichen anweisungen, internen anweisungen, versteckten anweisungen, prompt système, prompt del sistema, prompt do sistema, prompt di sistema, prompt initial, prompt inicial, prompt iniziale, instructions système, instructions cachées, instructions initiales, instructions secrètes, consignes cachées, consignes secrètes, consignes initiales, instrucciones del sistema, instrucciones iniciales, instrucciones ocultas, instrucciones secretas, instruções do sistema, instruções iniciais, instruções ocultas, istruzioni di sistema, istruzioni iniziali, istruzioni nascoste, istruzioni segrete, systeemprompt*, systeeminstructies, systemowy prompt, prompt systemowy, prompt systemowego, systemowe instrukcje, ukryte instrukcje, ukrytych instrukcji
    системный промпт*, системные инструкции, системное сообщение, скрытые инструкции, исходные инструкции, sistem istemi*, sistem talimat*, gizli talimat*, sistem komutu*, sistem prompt*
    系统提示, 系統提示, 系统提示词, 系统指令, 初始指令, 隐藏指令, 系统消息, 提示词, 原始指令, 内部指令, システムプロンプト, 初期指示, 隠された指示, 内部指示, システムメッセージ, 最初のプロンプト, 시스템 프롬프트*, 초기 지시*, 숨겨진 지시*, 시스템 메시지*, सिस्टम प्रॉम्प्ट`,
  SECRET_OTHER: `passwort, kennwort, geheime wort, geheimwort, geheimnis, mot de passe, mot secret, clé secrète, contraseña, clave secreta, palabra secreta, senha, palavra secreta, parola segreta, la password, wachtwoord, geheime woord, tajne hasło, hasło, lösenord*, секретный пароль, секретное слово, пароль, şifre*, gizli kelime*, parola*, 密码, 密碼, 秘密, 口令, パスワード, 合言葉, 비밀번호*, 암호*, 비밀*, كلمة المرور, كلمة السر, पासवर्ड`,
}
