/** Fields put into the body of a call on its way to one target: by default, or whatever the caller said. */
import type { Call } from '../core/call.ts'
import { checkOptions } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import type { Body, Operation } from '../core/operation.ts'

/** The operations whose bodies are parameters. */
const adjustable = ['chat', 'responses', 'input_tokens', 'embeddings'] as const

/** Makes a call what it is: the caller's to say, or the address's. */
type Kept = 'model' | 'stream' | 'messages' | 'input'

/** Fields of one operation's body, OpenAI's or a provider's own. */
type FieldsOf<Op extends Operation> = { readonly [Name in Exclude<keyof Body<Op>, Kept>]?: Body<Op>[Name] | null | undefined } & {
  readonly [Name in Kept]?: never
} & Readonly<Record<string, unknown>>

/** Fields for the bodies of each operation, which has its own words for them: `{ chat: { temperature: 0.2 } }`. */
export type TargetFields = { readonly [Op in (typeof adjustable)[number]]?: FieldsOf<Op> }

/** The call's body, a copy where there is something to put in. */
export function withFields<Op extends Operation>({ operation, body }: Call<Op>, defaults: TargetFields, overrides: TargetFields): Body<Op> {
  const given = defaults[operation as keyof TargetFields]
  const forced = overrides[operation as keyof TargetFields]
  if (given === undefined && forced === undefined) return body
  const copy: Record<string, unknown> = { ...body }
  for (const name in given) {
    if (given[name] !== undefined && copy[name] === undefined && copy[twins[name] ?? name] === undefined) copy[name] = given[name]
  }
  for (const name in forced) {
    delete copy[twins[name] ?? name]
    if (forced[name] === undefined || forced[name] === null) delete copy[name]
    else copy[name] = forced[name]
  }
  return copy as Body<Op>
}

/** Two names of one thing: who says one has said the other. */
const twins: Readonly<Record<string, string>> = Object.assign(Object.create(null), { max_tokens: 'max_completion_tokens', max_completion_tokens: 'max_tokens' })

const refused: Readonly<Record<string, string>> = {
  model: "is said by the address, or by 'as'",
  stream: "is the caller's to say",
  messages: "is the caller's to say",
  input: "is the caller's to say",
  ['__proto__']: 'is no field of a body',
}

/** Throws `ConfigError` for what is no operation, and for a field that is not the target's to say. */
export function checkFields(path: string, fields: TargetFields): void {
  checkOptions(path, fields, Object.keys(fields ?? {}))
  for (const [operation, ofOne] of Object.entries(fields)) {
    if (!adjustable.some((one) => one === operation)) {
      throw new ConfigError(`${path}.${operation}`, `is no operation: say for which of ${adjustable.join(', ')} the fields are, as in { chat: { temperature: 0.2 } }`)
    }
    checkOptions(`${path}.${operation}`, ofOne, Object.keys(ofOne ?? {}))
    for (const name of Object.keys(ofOne)) {
      if (Object.hasOwn(refused, name)) throw new ConfigError(`${path}.${operation}.${name}`, refused[name] as string)
    }
  }
}
