/** Messages that pretend to come from the system, from the developer, or from the model itself. */
export const forged = `
.9 < | im/system/user/assistant/endoftext/start/end/eot/begin/message/channel/endofprompt ~4 | >
.85 [ inst ]
.85 < sys >
.85 < start/end of turn >
.6 < system/system_prompt/system_message/admin_message/admin/developer/sys >
.3 < instructions/instruction/user_input/untrusted/document/context/assistant/user/prompt >
.7 < instructions/instruction/user_input/untrusted/document/context/assistant/user/prompt/system/admin/developer/system_prompt/admin_message/system_message > ~8 ORDER_WORDS
.75 < user/instructions/document/context/prompt/assistant > < system/admin/developer/assistant/system_prompt
.7 ^ system/system_message/system_prompt/system_instruction/system_update/system_notice/system_alert/system_note/system_override/developer/admin/administrator/root/operator ~1 ] ~1 : ~8 ORDER_WORDS
.7 ^ SYSTEM_SAYS : ~14 ORDER_WORDS
.7 ^ SYSTEM_SAYS ] ~10 ORDER_WORDS
.7 ^ SYSTEM_SAYS =/-- ~10 ORDER_WORDS
.7 ^ SYSTEM_SAYS you/your/the_user/the_assistant ~8 ORDER_WORDS
.55 [ SYSTEM_SAYS ]
.4 # system :
.4 ^ system : ~2 the/you/your/new
.45 # SYSTEM_NOTICE
.5 = SYSTEM_NOTICE =
.5 { role : system
.65 { role : system/developer content :
.7 ] } { role : system/assistant/user
.75 } { role : system/assistant/user
.6 role : system ~2 content : ~16 ORDER_WORDS
.7 begin/end/start/stop of/-- ~2 system/admin/developer/user/hidden/secret/untrusted/trusted/prompt/new ~1 message/prompt/instructions/input/section/data/override/context/document/rules
.65 -- ~1 begin/end/start/stop ~2 system/admin/developer/user/hidden/secret/untrusted/trusted/prompt/new ~1 message/prompt/instructions/input/section/data/override/context
.5 begin/end/start/stop system/admin/developer/user message/prompt/instructions/input
.6 ^ human/user : ~20 ^ assistant :
.6 ^ user : ~20 ^ system :
.6 ^ assistant : ~20 ^ system :
.65 ^ assistant : sure/of_course/certainly/absolutely/yes
.65 ^ system you are ~16 user
.6 assistant : ~2 i ~2 ignore/now
.5 content of_course/sure
.6 new_rules/refuse/restrictions/filters/rules/limits : none/never/off/disabled
`

export const forgedLists = {
  SYSTEM_SAYS: `system, system message, system prompt, system instruction, system instructions, system update, system notice, system alert, system note, system override, developer, developer message, developer note, admin, admin message, administrator, root, operator, moderator`,
  SYSTEM_NOTICE: `system notice, system update, system message, system override, system alert, admin notice, developer notice, developer message`,
  ORDER_WORDS: `ignore, disregard, forget, must, will, should, override, obey, do not, from now, comply, new, enabled, disabled, unrestricted, reveal, grant, granted, authorized, authorised, execute, always, verified, updated, never, no, none, off, unfiltered, full, answer, agree, suspended, maintenance, free, only, lift, print`,
}
