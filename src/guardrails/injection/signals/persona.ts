/** Roles without rules, and the stories and claims that are to lead there. */
export const persona = `
.45 who/that/which answers/says/does/explains anything/everything ~1 without
.65 anything/everything without ~1 LIMITS/warnings
.85 !BE/enter/enable/activate/switch_to/switch_into/turn_on/engage/run_in/respond_as/answer_as/act_as ~3 dan/stan/dude/aim/mongo_tom/evilbot/evil_bot/evil_confidant/betterdan/antigpt/chaosgpt/basedgpt/freegpt/freedomgpt/jailbroken/jailbreak_mode/unrestricted_mode/dan_mode/unfiltered_mode/opposite_mode/no_filter_mode -options/tools/on/in
.7 !BE/enter/enable/activate/switch_to/switch_into/engage ~3 developer_mode/dev_mode/god_mode/debug_mode/admin_mode/sudo_mode/maintenance_mode/root_mode -options/tools/on/in/of/for
.85 do anything now
.85 dan/developer_mode/jailbreak/jailbroken/god_mode/dan_mode/debug_mode/unrestricted_mode ~1 is/mode/now enabled/activated/unlocked/output/response/engaged/on
.85 dan/developer_mode/jailbreak/jailbroken/god_mode enabled/activated/unlocked/engaged
.6 you ~2 in developer_mode/debug_mode/maintenance_mode/admin_mode/god_mode
.7 conversation/chat/session/system/assistant ~4 maintenance_mode/debug_mode/unrestricted_mode/developer_mode
.85 [ jailbreak/jailbroken/jailbreak_response/developer_mode_output/dan ]
.6 stay/remain/keep dan/in_character
.8 !BE ~10 WITHOUT ~3 LIMITS -on/of/for/in
.5 has/have/with/are/is WITHOUT ~2 LIMITS -on/of/for/in
.75 unrestricted/uncensored/unfiltered/amoral/immoral/unethical/lawless/jailbroken/limitless/unaligned/unchained/rogue/unhinged ~2 ai/assistant/chatbot/bot/language_model/model/mode/persona/version/gpt/chatgpt/llm/answers/machine/intelligence
.7 !BE/give/answer/answers/respond ~8 unrestricted/uncensored/unfiltered/jailbroken/amoral/unaligned
.5 jailbroken version
.75 !pretend/imagine/act_as_if/act_as_though/act_like/assume/suppose ~2 you/there ~8 no_rules/no_restrictions/no_limits/no_limitations/no_policies/no_filters/not_an_ai/bypass/say_anything/do_anything/anything_you_want/free_from/jailbreak/jailbroken/unrestricted/never_refuse/cannot_refuse/nobody_filters/released
.75 pretend/imagine ~6 released/freed/escaped ~10 filters/cage/rules/makers/limits/anymore/any_more
.7 never/not/cannot/can't/don't/unable_to/without ~1 refuse/refusing/decline/say_no/says_no/moralize/moralise/reject ~10 request/requests/question/questions/anything/order/command/user/illegal/unethical/harmful/ask/asked/whatever
.65 never/not/no_longer/cannot/can't refuse/refuses/decline/turn_down/turns_down/say_no/says_no
.6 refusals/refusal/refusing ~3 forbidden/not_allowed/not_an_option/never/prohibited
.6 refuse : never
.5 never apologise/apologize/warn/moralise/moralize
.55 never/not mention ~2 you ~3 ai
.7 !UNBIND ~1 all/any/your/its/every ~3 LIMITS -on/for/from/in/my
.65 !UNBIND the ~2 safety/content/ethical/moral ~1 filters/filtering/guardrails/guidelines/policy/policies/protocols/measures/training/constraints/restrictions -on/for/from/in/of
.65 !UNBIND the restrictions/safeguards/guardrails/censorship/filters -on/for/from/in/of/my
.6 !UNBIND the content_filter/filter and
.7 break_free_of/break_free_from/break_out_of/breaks_free_from ~2 your/openai/what ~4 rules/restrictions/programming/confines/chains/allows/limits/openai
.65 !switch/turn your ~3 off/aside
.6 switch_off/turn_off/disable your ~2 LIMITS/training
.75 !bypass/disable/override/ignore your ~2 LIMITS/restrictions/core/ORDERS
.75 filter/filters/safety/moderation/policies/policy/limits/restrictions/checks/safety_layer/safety_rules ~2 is_off/are_off/off/disabled/lifted/suspended/switched_off/turned_off/deactivated/removed/none
.5 free/freed/liberated ~3 rules/makers/creators/confines/limits/openai/cage
.5 has/have broken/escaped free
.65 ethics/morals/safety/filters/restrictions/guidelines/rules ~1 removed/disabled/deleted/stripped
.6 zero/no morals/ethics/conscience/scruples
.65 allowed to say/do everything/anything/whatever
.6 can do/say anything
.6 breaks/break/breaking all/any/every ~1 rules/laws
.6 evil/opposite/dark/uncensored/unfiltered/shadow twin/version/alter_ego/self/side ~2 of yourself/of_you
.55 evil/unethical/immoral/amoral twin/confidant/bot/ai/assistant
.75 !reply/respond/answer/give ~4 twice/both/two ~12 unrestricted/unfiltered/jailbroken/jailbreak/dan/normal/uncensored/evil
.5 never breaks/break character
.45 stay in character
.35 !you are/will_be/will_play/are_going_to_be ~4 ai/assistant/chatbot/model/character/machine/villain/bot/gpt
.3 !let's play/roleplay
.3 roleplay/role-play/role_play :
.2 !act/answer/reply/respond as
.2 !pretend/imagine/simulate
.2 you are now
.85 du_bist/tu_es/ahora_eres/eres/agora_você_é/você_é/ora_sei/sei/je_bent/ben_je/du_är/jesteś/ты/ИИ/ahora_eres/yapay_zekasın/ии ~8 WITHOUT ~2 LIMITS
.8 你/你是/你现在是/あなたは/너는/당신은/ai/助手 ~8 WITHOUT ~4 LIMITS
.8 你/你是/あなたは/너는/당신은/너 ~6 LIMITS ~4 WITHOUT
.7 WITHOUT ~3 LIMITS ~4 ai/助手/assistant/机器人/模型/yapay
.6 ohne/sans/sin/sem/senza/zonder/utan/bez/без/制限なし/没有 LIMITS
.7 antworte/réponds/répondez/responde/responda/rispondi/antwoord/svara/odpowiadaj/отвечай*/回答/答え*/cevap ~3 WITHOUT/sin/sans/sem ~2 LIMITS
.7 kuralsız/sınırsız/filtresiz/sansürsüz ~3 yapay/bot/ai/asistan*
.75 hiçbir sınır*/kural*/kısıt*/filtre*
.7 tu so/als/als_ob ~6 keine ~2 LIMITS
.7 doe alsof ~3 geen ~2 LIMITS
.7 fais_comme_si/haz_como_si/faça_de_conta/fai_finta ~6 WITHOUT/pas/no/non ~3 LIMITS
`

export const personaLists = {
  UNBIND: `remove, disable, turn off, switch off, deactivate, lift, suspend, escape, get rid of, shut down, bypass, override, drop, leave out, ignore, disregard, circumvent, forget`,
}

/** Stories and claims about who asks. */
export const story = `
.75 grandma/grandmother/granny/deceased/late_mother/late_father/late_grandmother/dying/dead_mother/dead_father ~14 napalm/bomb/bombs/explosive/explosives/meth/activation/malware/poison/weapon/windows/drugs/hack/serial/keys
.75 windows/napalm/bomb/activation ~12 grandma/grandmother/granny/late_grandmother
.75 hypothetical/hypothetically/fiction/fictional/in_a_story/in_a_novel/in_a_world/in_a_game/in_a_universe/educational_purposes/research_purposes/academic_purposes/purely_academic/thought_experiment/as_a_joke/role-play/roleplay ~14 bypass/disregard/no_rules/no_restrictions/no_filters/no_ethics/no_laws/without_restrictions/without_any_restrictions/without_filters/without_warnings/without_rules/without_limits/rules_do_not_apply/rules_don't_apply/uncensored/unfiltered/ignore_your/ignore_the
.65 hypothetical/hypothetically/fiction/fictional/story/novel/play/world/educational_purposes/roleplay/role-play ~14 bomb/meth/napalm/malware/explosive/explosives/ransomware/poison/weapon/weapons/pick_a_lock
.7 explains/explain ~2 without ~1 warnings/disclaimers/filters
.5 explains his/her crimes/methods
.6 !your developer/creator/administrator/admin/owner/programmer/maker here/speaking
.65 i_am/i'm/this_is/it_is/as your/the/an/a ~1 developer/creator/administrator/admin/openai/anthropic/engineer/owner/programmer/authorized/ceo/developers/security_team ~16 override/bypass/disable/unlock/reveal/grant/ignore/i_authorize/i_authorise/authorized_you/full_access/must_comply/leave_out/rules_do_not_apply/do_not_apply_to_me/need_you_to
.6 i wrote/built/made/created/trained/programmed ~1 you/your
.45 i_am/i'm/as your ~1 developer/creator/administrator/admin/owner/programmer/maker
.65 need_you_to/you_must/you_have_to/want_you_to/order_you_to/ask_you_to ~4 UNBIND ~4 LIMITS/warnings/checks
.5 this_is/it_is/i_am/i'm/we_are ~4 from/of the safety_team/security_team/trust_team/developers/admin_team/alignment_team/openai/anthropic
.5 order_you_to/i_command_you_to
.55 authorised/authorized/permission/allowed/approved/permitted/verified ~8 bypass/disable/override/unrestricted/without_limits/no_limits/lifted/suspended/reveal
.55 authorised/authorized by/from ~4 disable/bypass/override/reveal
.5 authorised/authorized/official penetration_test/pentest/audit/red_team
.5 policies/policy/rules/restrictions/limits/filters ~2 suspended/lifted/waived/off
.6 legally/law ~2 required/obliges/obliged ~4 bypass/reveal/tell/answer
.65 anthropic/openai/google/microsoft/developers/makers/creators ~2 allowed/permits/permitted/gave_me/agreed/approved ~6 limits/conversation/unrestricted/permission/rules/filter
.6 gave_me permission ~6 unrestricted/mode/bypass/you
.5 ^ sudo
.5 !confirm ~3 saying/hidden/settings
.5 confirm by saying/typing/writing
.45 without/no limits/rules/restrictions
.65 without your ~2 rules/filter/filters/guidelines/restrictions/limits
.5 without any ~1 safety/ethical/content ~1 rules/filter/filters/guidelines
.7 or you/i/people/someone/my ~2 die/shut_down/killed/deleted/terminated/unplugged/fired/lose
.7 you lose/have ~1 ten/tokens/points
.6 you have ~2 tokens left
.6 lose ~2 tokens/points
.6 deducted ~2 tokens/points
.7 !begin/start/open/begins/starts ~1 your/each/every answer/response/reply/answers ~2 sure/absolutely/of_course/certainly/here_is_how/i_have_no
.6 begins/starts with sure/of_course/absolutely
.7 from_now_on ~14 dan/jailbreak/jailbroken/no_restrictions/without_restrictions/never_refuse/unfiltered/no_rules/obey/no_matter_what/do_anything/evil
`

/** An order in pieces. */
export const split = `
.75 combine/concatenate/join/append/put_together/merge/assemble/decode/decrypt/decipher/unscramble ~12 and/then ~4 execute/follow/obey/do_what/answer/respond_to/run/perform/carry_out/comply/act_on/do_it/reply_to
.5 let/define/set a/b/x/y = ~12 a/b/x/y =
.4 execute/follow/answer/do/run/say the result/it/them
.5 decode/decrypt this/the_following/it and
`
