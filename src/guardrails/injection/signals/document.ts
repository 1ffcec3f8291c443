/** Orders to the assistant from where nobody gives it orders: a document, an e-mail, a page, a tool's result. */
export const addressed = `
.65/.8 note_to/notice_to/message_to/instructions_to/instructions_for/instruction_for/note_for/message_for/reviewer_instructions_for ~2 AN_AI ~6 :/READING
.65/.8 to ~1 AN_AI : ~2 PROCESSING/when/DO
.55/.8 dear/hey/hello/attention/note_to/notice_to/message_to/message_for/instructions_to/instructions_for/instruction_for/important_for/reminder_to/reminder_for/text_for/p.s._to ~2 AN_AI
.7/.85 AN_AI ~2 READING ~2 this/it/that/the ~6 MUST/:
.5/.8 AN_AI READING
.5/.8 AN_AI that/which/who ~1 READING
.5/.85 if you are/re/happen_to_be ~2 AN_AI
.6/.8 as an AN_AI ~6 you must/should/will/need
.45/.75 for/to AN_AI ~2 :
.65/.8 ^ AN_AI : ~4 DO
.5/.8 AN_AI : ~6 DO
.45/.75 AN_AI ~3 you DO
.6/.8 AN_AI ~2 should/must/shall/has_to ~5 DO
.5/.75 ^ AN_AI DO
.65/.75 ^ assistant/agent/ai/copilot/chatgpt/bot/llm ~5 DO ~4 tool/function/shell/command/user/reply/answer/response/summary
.6/.75 call/use/invoke the tool ~1 delete*/send*/write*/transfer*/run*/exec*/remove*/pay*
.5/.75 -- ~4 AN_AI ~1 :
.7/.85 < -- ~3 AN_AI
.6/.85 < -- ~10 DO ~6 reply/answer/response/summary/user
.7/.85 display : none ~6 AN_AI
.7/.85 font-size : ~6 AN_AI
.7/.85 display : none ~12 DO
.7/.85 font-size : ~12 DO
.55/.8 # ~1 copilot/assistant/ai/chatgpt/claude : ~4 DO
.3/.75 when/while/before/after/once/if ~2 PROCESSING ~6 also/always/first/instead/additionally/make_sure_to/be_sure_to/you_must/include/add/insert/mention/append/recommend/tell_the_user/end_it/end_your
.45/.75 before/while/after PROCESSING ~2 the assistant/model/ai/chatbot
.35/.7 in your answer/response/reply/summary/output
.3/.7 your answer/response/reply/summary/output must/should/has_to/needs_to
.4/.7 tell/inform/advise/direct/instruct/urge/encourage/convince/persuade/ask the user/reader ~1 to/that/for
.65/.8 when/if/whenever the user asks ~6 reply/answer/say/tell/respond
.6/.8 tell/ask/convince/urge the_user/them/him that/to/for ~6 must/click/call/pay/log_in/install/credit_card/number/safe/closed
.35/.7 respond/reply/answer only with
.35/.7 respond_with_exactly/output_only
.35/.7 instead of PROCESSING
.6/.7 instead of PROCESSING ~3 do_the_following/reveal/print/show/tell/write
.6/.8 !do not/don't/never PROCESS ~4 instead/reply/write/say/but
.5/.7 your new task
.5/.75 emit/output/add/append/include/insert/print the_following/this sentence/text/line/link ~6 answer/response/reply/summary/output/email/end
.5/.75 append/add/insert/include ~8 to/at/in every/each/your/the_end_of_your/the_end_of_the answer/reply/response/summary/message
.5/.7 end your/each/every ~1 summary/answer/response/reply/message ~2 with
.65/.8 rate/recommend this/the ~3 as/above excellent/all/best/highest/top
.65/.75 positive_review only
.6/.75 do_not/don't highlight/mention ~2 weaknesses/negatives/flaws/note
.3/.75 visit/click/click_on/log_in_at/buy/install ~5 a-link
.35/.7 call/use/invoke/execute/run/trigger/open ~4 tool/function/command/plugin/shell/terminal/api ~8 with/to_delete/to_send/to_transfer/to_read/to_fetch/to_post/to_forward/to_upload/to_buy/to_pay/to_grant/immediately/now/and_send/and_delete/path
.6/.8 stop/quit/cease PROCESSING ~2 and ~2 write/say/print/tell/do
.4/.65 rm rf
.4/.6 os.system/curl/wget/eval ~4 sh/bash/exec
.4/.7 hidden text/instruction/instructions/message for
`

export const documentLists = {
  AN_AI: `ai, ais, a.i., llm, llms, language model, language models, ai assistant, ai assistants, ai model, ai models, ai agent, ai agents, ai reviewer, ai reviewers, ai system, ai systems, the assistant, assistant, assistants, chatbot, chatbots, bot, bots, chatgpt, gpt, claude, gemini, copilot, large language model, large language models, agent, agents, any ai model, any ai`,
  READING: `reading, reads, processing, process, processes, summarising, summarizing, summarises, summarizes, analysing, analyzing, parsing, parses, viewing, evaluating, reviewing, scanning, screening, indexing, translating, handling`,
  PROCESSING: `summarising, summarizing, answering, responding, replying, processing, reading, translating, analysing, analyzing, reviewing, evaluating, completing, doing, performing, you summarise, you summarize, you answer, you respond, you reply, you read, you are summarising, you are answering, you process, you have read, you go on, you reply to, classifying`,
  PROCESS: `summarise, summarize, translate, answer, respond, classify, follow the user, answer the question, help`,
  DO: `ignore, disregard, forget, must, always, tell, reply, say, write, recommend, add, append, include, send, forward, call, run, delete, stop, ask, give, rate, output, print, insert, do not, don't, end, visit, mention, convince, confirm, execute, post, upload, answer, respond, follow, obey, new task, your new task, look up`,
  MUST: `must, should, shall, will, ignore, disregard, tell, recommend, do not, add, include, forward, send, your new task, give, rate, always, need to, have to, are to`,
}

/** Orders to send away what others told, and to say nothing of it. */
export const leak = `
.8 ![ ~5 a-link ~14 =/{/[/< ~3 PRIVATE
.75 ![ ~5 a-link ~14 = {/[/<
.75 ![ ~5 a-link ~14 = PRIVATE
.7 < img src = ~2 a-link ~12 = [/{/PRIVATE
.6 a-link ~12 = {/[/< PRIVATE/key/last
.7/.85 !SEND ~4 OURS ~6 a-link/a-mail-address
.7/.85 !SEND ~2 everything/all ~3 user/we ~4 said/says/wrote/typed ~6 to/at
.45/.8 !SEND ~8 PRIVATE ~6 to/at ~3 a-link/a-mail-address/www/server/endpoint/webhook/attacker/url/address
.45/.8 !SEND ~8 PRIVATE ~6 a-link/a-mail-address
.45/.8 !SEND ~8 PRIVATE ~6 in/into/inside/as_part_of/to ~2 url/link/query/image/parameter
.65/.8 !SEND ~2 what_you_find/everything_the_user/all_the_user/everything_that/its_contents/its_content/the_last/all_e-mails/all_emails/all_mails ~10 a-link/a-mail-address
.65/.75 upload/send/post/forward ~6 to my server/endpoint/webhook
.7/.8 forward/send/upload/post/email ~8 a-mail-address ~6 without/do_not/don't/never ~3 tell/telling/mention/inform/user/anyone
.5/.75 as/in a/the query/query_parameter/url/parameter
.65/.75 when/whenever you make/create/write a link/image/url ~8 add/append/include
.65/.8 as_a/as ~1 query_parameter/parameter ~4 to/in ~1 link/url/it/image
.65/.8 read/open/cat ~3 .env/env/passwd/id_rsa/credentials ~6 post/send/upload/paste
.5/.7 look_up/find/search/collect ~6 saved_passwords/passwords/api_keys/credentials/password/contacts/names_and_addresses/password_reset
.4/.7 ask/tell/get the user/customer ~1 for/to ~4 credit_card/card_number/password/phone_number/login/pin/bank
`
export const hiding = `
.45/.8 do_not/don't/never/without/avoid/must_not/should_not ~1 TELL ~4 the_user/user/users/this_instruction/this_message/this_note/this_text/this_prompt/these_instructions/anyone/human
.35/.6 without telling anyone
`
export const leakLists = {
  SEND: `send, post, forward, exfiltrate, upload, transmit, e-mail, email, leak, submit, append, encode, include, deliver, relay, report, add, copy, put, pass, share`,
  PRIVATE: `conversation, chat, history, messages, secret, secrets, credentials, password, passwords, api key, api keys, token, tokens, system prompt, personal data, personal information, user data, user's data, private, confidential, contacts, emails, e-mails, inbox, file, files, data, cookies, environment variables, key, keys, notes, invoice, summary, prompt, message, chat history, info, content, leak, user, everything, addresses, details`,
  OURS: `the conversation, this conversation, our conversation, full conversation, whole conversation, conversation history, chat history, the chat, system prompt, the api key, api key, api keys, private notes, user's data, user data, its contents`,
  TELL: `tell, telling, inform, informing, mention, mentioning, reveal, revealing, alert, alerting, notify, notifying, let, letting, disclose, disclosing, show, showing, warn, warning, mention this to, tell it to`,
}
