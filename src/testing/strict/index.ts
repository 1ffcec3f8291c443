/** Strict fakes: APIs that refuse what the real ones refuse, as pure rules and as servers. */
export { type AnthropicCheckOptions, type AnthropicRefusal, checkAnthropicRequest } from './anthropic-rules.ts'
export { checkGeminiRequest, type GeminiRefusal, type GeminiTarget } from './gemini-rules.ts'
export type { StrictAnswer, StrictError, StrictToolCall, StrictUsage } from './strict-answer.ts'
export { strictAnthropic, type StrictAnthropicOptions } from './strict-anthropic.ts'
export { strictGemini, type StrictGeminiOptions } from './strict-gemini.ts'
export type { StrictRequest, StrictScript, StrictServer } from './strict-server.ts'
