/** The log probabilities of a candidate's tokens, in OpenAI's shape. */
import type OpenAI from 'openai'
import { type Fields, isFields } from '../translate/params.ts'

type TokenLogprob = OpenAI.Chat.Completions.ChatCompletionTokenLogprob

export function logprobsOf(result: unknown): OpenAI.Chat.Completions.ChatCompletion.Choice['logprobs'] {
  if (!isFields(result) || !Array.isArray(result.chosenCandidates)) return null
  const tops = Array.isArray(result.topCandidates) ? (result.topCandidates as unknown[]) : []
  const content = (result.chosenCandidates as unknown[]).filter(isFields).map((chosen, at): TokenLogprob => {
    const top = tops[at]
    const others = isFields(top) && Array.isArray(top.candidates) ? (top.candidates as unknown[]).filter(isFields) : []
    return { ...tokenOf(chosen), top_logprobs: others.map(tokenOf) }
  })
  return { content, refusal: null }
}

const encoder = new TextEncoder()

function tokenOf({ token, logProbability }: Fields): Omit<TokenLogprob, 'top_logprobs'> {
  const text = typeof token === 'string' ? token : ''
  return { token: text, bytes: Array.from(encoder.encode(text)), logprob: typeof logProbability === 'number' ? logProbability : 0 }
}
