/** A check of the tools that a model calls, before anybody runs them. */
import type { Call } from '../core/call.ts'
import { checkBoolean, checkObject } from '../core/check.ts'
import type { Part } from '../operations/texts/texts.ts'
import type { Check, CheckContext, CheckOptions, Content, Judgement } from './check.ts'
import { summed, told, type Validate } from './issue.ts'
import { failed, madeCheck } from './made-check.ts'
import { nameFault, type NameLists } from './names.ts'
import { type OfferedTool, offeredTools } from './offered-tools.ts'
import { checkCheck } from './options.ts'
import { compileSchema } from './schema-compile.ts'
import { type SchemaLike, validatorOf } from './schema.ts'

/** `allow` and `deny` are names of tools. */
export interface ToolGuardOptions extends CheckOptions, NameLists {
  /** Of the arguments of some tools, instead of those in the request: what `jsonSchema()` takes. @default none */
  readonly schemas?: Readonly<Record<string, SchemaLike>> | undefined
  /**
   * True: a tool that the request does not offer fails, and so do arguments that do not fit the schema it has for them. A schema there
   * with a keyword that is not understood is this check's fault, so `onError` decides.
   *
   * @default true
   */
  readonly fromRequest?: boolean | undefined
}

/**
 * Fails where the model calls a tool that it was not offered or may not call, or with arguments that are no JSON or do not fit. With
 * `onFail: 'retry'` the model is told why.
 *
 * @throws ConfigError
 * @example
 * import { toolGuard } from 'zerohop'
 *
 * const amount = { type: 'object', properties: { euros: { type: 'number', maximum: 100 } }, required: ['euros'] }
 * const careful = toolGuard({ deny: ['delete_*'], schemas: { refund: amount }, onFail: 'retry' })
 */
export function toolGuard(options: ToolGuardOptions = {}): Check {
  checkCheck('toolGuard', options, ['allow', 'deny', 'schemas', 'fromRequest'])
  const { schemas = {}, fromRequest = true } = options
  checkBoolean('toolGuard.fromRequest', options.fromRequest)
  checkObject('toolGuard.schemas', schemas)
  const faultOf = nameFault('toolGuard', options)
  const given = new Map(Object.entries(schemas).map(([name, schema]) => [name, validatorOf(`toolGuard.schemas['${name}']`, schema)]))
  const compiled = new WeakMap<object, Validate>()
  return madeCheck(options, { name: 'toolGuard', parts: ['tool_arguments'], judge })

  function judge(content: Content, { call }: CheckContext): Judgement | Promise<Judgement> {
    return content.parts.length === 0 || callsJudged(content, call)
  }

  async function callsJudged({ parts }: Content, call: Call): Promise<Judgement> {
    const offered = new Map(offeredTools(call.body as unknown as Readonly<Record<string, unknown>>).map((tool) => [tool.name, tool]))
    for (const part of parts) {
      const fault = await faultIn(part, offered)
      if (fault !== undefined) return fault
    }
    return true
  }

  async function faultIn(part: Part, offered: ReadonlyMap<string, OfferedTool>): Promise<Judgement | undefined> {
    const { tool: name = '', text } = part
    const shown = `'${name.slice(0, MAX_SHOWN)}'`
    const tool = offered.get(name)
    if (fromRequest && tool === undefined) {
      const names = [...offered.keys()].slice(0, MAX_TOOLS).join(', ')
      return failed('calls a tool that was not offered', { part, feedback: `There is no tool ${shown}. The tools are: ${names === '' ? 'none' : names}.` })
    }
    const fault = faultOf(name)
    if (fault !== undefined) return failed(`calls a tool that ${fault}: ${shown}`, { part, feedback: `The tool ${shown} must not be called.` })
    const validate = given.get(name) ?? (fromRequest ? ofRequest(tool) : undefined)
    if (tool?.isFreeText === true && !given.has(name)) return undefined
    const value = parsed(text)
    if (value === undefined) return failed(`calls ${shown} with arguments that are no JSON`, { part, feedback: `The arguments for ${shown} are no valid JSON object.` })
    const issues = (await validate?.(value.json)) ?? []
    if (issues.length === 0) return undefined
    return failed(`calls ${shown} with arguments that do not fit: ${summed(issues)}`, { part, feedback: `The arguments for ${shown} do not fit its schema:\n${told(issues)}` })
  }

  /** A schema is compiled once, as long as the caller keeps it. */
  function ofRequest(tool: OfferedTool | undefined): Validate | undefined {
    const schema = tool?.parameters
    if (typeof schema !== 'object' || schema === null) return undefined
    let validate = compiled.get(schema)
    if (validate === undefined) compiled.set(schema, (validate = compileSchema(`${tool?.path}.parameters`, schema)))
    return validate
  }
}

const MAX_SHOWN = 64
const MAX_TOOLS = 50

/** A tool without parameters may be called with nothing. */
function parsed(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: text.trim() === '' ? {} : (JSON.parse(text) as unknown) }
  } catch {
    return undefined
  }
}
