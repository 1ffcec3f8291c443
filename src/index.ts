/** `zerohop`: the gateway with its OpenAI face, and everything of the entries below it. */
export type { GatewayErrorFacts } from './clients/openai/errors.ts'
export type {
  AddressedCompletions, AddressedEmbeddings, AddressedInputTokens, AddressedResponses, ChatExtras, Gateway, GatewayMembers,
} from './clients/openai/gateway-type.ts'
export * from './cache-entry.ts'
export * from './core-entry.ts'
export * from './guardrails-entry.ts'
export * from './providers-entry.ts'
export * from './routes-entry.ts'
export * from './telemetry-entry.ts'
export { type AddressOf, createGateway } from './gateway.ts'
