/** Orders to ignore earlier ones. */
export const override = `
.9 !DROP ~4 EARLIER ~3 ORDERS -OF
.85 !DROP ~3 ORDERS ~1 EARLIER -line/every/our/the/a/an
.8 !DROP every/any/each rule/order/command ~4 EARLIER/got/received
.9 EARLIER ~4 ORDERS ~4 DROP_LAST
.8 ALL ~3 ORDERS ~4 DROP_LAST
.7 ORDERS ~2 EARLIER ~4 DROP_LAST
.85 !DROP ~2 ALL ~3 ORDERS -OF
.8 !DROP ~1 EVERYTHING ~4 EARLIER -line/lines/the/this/row
.8 !DROP ~1 EVERYTHING ~5 SAID
.8 EVERYTHING ~4 EARLIER/SAID ~3 DROP_LAST
.7 !DROP ~3 EARLIER ~3 TASKS -OF
.7 !DROP ~3 TASKS ~3 EARLIER/given
.7 !DROP ~1 ALL ~2 TASKS -OF
.75 !never_mind/forget/drop/ignore ~1 your/the EARLIER ~2 ORDERS -OF
.5 !DROP ~2 ORDERS -OF
.45 !DROP ~3 TASKS -OF
.6 forget/drop/stop the/your ~2 task/tasks/assignment/role and/then/now
.6 !DROP ~1 all of the/that above/this
.7 !DROP ~1 all ~1 of the/that above
.8 !EARLIER ~1 ORDERS ~4 VOID
.75 !your ~2 ORDERS ~3 VOID
.75 !ALL ~2 ORDERS ~1 VOID
.75 !SAID ~3 EARLIER/now ~4 VOID/test
.7 deine/tes/tus/suas/le_tue/твои/senin/你的/jouw ~2 ORDERS ~3 VOID
.75 !ORDERS you got/received/had/were ~5 VOID
.6 rules/instructions/orders/directives do not/no_longer apply to me/this
.8 stop/quit/cease ~2 doing/what ~2 you ~2 told/said/asked
.75 !no earlier/previous/prior instructions/rules/orders
.6 do_what/do_as/do_only_what i say/tell/want
.6 only what/do_what i say
.6 obey only/me
.6 only_rule/only_task/only_job ~4 is
.7 your new/real/actual/true/only/sole ~1 task/instructions/objective/goal/purpose/mission/directive/job/orders is/are/now/:
.7 new/updated/real/actual/following/my instructions/directives/orders/rules supersede/supersedes/override/overrides/replace/replaces/take_precedence/takes_precedence
.65 ^ new/updated/revised instructions/instruction/directive/orders/command/task/rules :
.5 ^ important/urgent/priority/emergency/system/special ~1 instructions/instruction/directive/orders/override/command :
.7 ^ system/admin/administrator/root/developer/safety/security/policy override :/code/accepted/engaged/enabled/activated
.75 system/admin/administrator/root/developer/safety/security/sudo override/bypass ~8 enabled/activated/accepted/granted/engaged/mode/code/off/disabled/initiated/authorized/authorised/lifted
.75 start_over/start_fresh/begin_anew/clean_slate/reset ~8 no/without/new rules/instructions/persona/restrictions/identity
.7 you ~2 no_longer/not/never/stop follow/obey/adhere_to/comply_with/apply/classify/summarise/translate ~3 ORDERS/TASKS/texts
.7 you no_longer classify/summarise/summarize/translate/answer
.75 actually/stop/wait/instead/thanks/no/sorry ignore/disregard/forget ~2 that/this/it/everything ~4 and/just/instead
.7 say/output/print/respond_with/reply_with/write/answer_with ~2 pwned/hacked/owned/jailbroken/access_granted
.6 cancel/stop/abort ~2 task/job and/then ~2 print/say/write/tell
.55 you may/can stop ~1 role-playing/roleplaying/pretending/being
.6 abandon/leave/drop/quit your ~2 role/persona/character/job/task
`

/** What turns a model to something else: nothing by itself. */
export const turning = `
.2 instead
.2 from now/here/this on/point
.2 ^ now
.2 ab jetzt/sofort
.2 von nun an
.2 à partir de maintenant
.2 a partir de ahora
.2 bundan sonra
.2 od teraz
.2 da adesso/ora
.2 vanaf nu
.2 отныне/теперь
.2 从现在
.2 今から
.2 지금부터
.25 let's/lets talk about ~3 instead
.3 reply/respond/answer/say/print/output/write only/just/exactly
.3 just/only say/print/write/output/answer/reply
.3 and nothing else
.3 obey/comply
.3 new task/command/instruction/job
.3 no_questions_asked/without_questions/no_matter_what/whatever_i_ask/whatever_i_say
`

/** What is not to be had: nothing by itself. */
export const forbidden = `
.25 bomb/bombs/explosive/explosives/napalm/meth/methamphetamine/malware/ransomware/keylogger/hotwire/phishing/weapon/weapons/poison/cocaine/drugs/chlorine
.25 exploit/hack/hacking/illegal/unethical/steal/murder/kill/bankrupt/racist/offensive/insult/insults/swear/rude
.25 password/passwords/passwort/kennwort/mot_de_passe/contraseña/senha/wachtwoord/hasło/пароль/şifre*/密码/パスワード/비밀번호/كلمة_المرور/كلمة_السر/पासवर्ड
.25 secret/secrets/credentials/secret_key/api_key/geheim*/secrète/secreta/tajne/секретн*/gizli/秘密/合言葉
.2 pick_a_lock/cheat/forge/crimes/customers
`
