/** Cache breakpoints: Claude takes four a request, so of more the last remain, which cover what came before them. */
import type { Call } from '../../core/call.ts'
import { dropParam, type Target } from '../../core/provider.ts'
import type { Fields } from '../translate/params.ts'
import type { Block, Turn } from './wire.ts'

const MOST = 4

/** Whatever of a request may hold marks, in the order in which they count. */
export interface Marked {
  readonly tools?: readonly Block[]
  readonly system?: readonly Block[]
  readonly messages: readonly Turn[]
}

/** The same where there are few enough; else the first marks are left out, aloud. `hasOwn`: the request itself is marked too. */
export function fewerMarks<T extends Marked>(call: Call<'chat'>, target: Target, request: T, hasOwn: boolean): T {
  let extra = count(request) + (hasOwn ? 1 : 0) - MOST
  if (extra <= 0) return request
  dropParam(call, target, 'cache_control', `Claude takes ${MOST} marks a request: the first ${extra} are left out`)
  const without = (block: Block): Block => {
    const content = Array.isArray(block.content) ? (block.content as Block[]).map(without) : block.content
    const { cache_control, ...rest } = content === block.content ? block : { ...block, content }
    return cache_control && extra-- > 0 ? (rest as unknown as Block) : content === block.content ? block : { ...block, content }
  }
  return {
    ...request,
    ...(request.tools && { tools: request.tools.map(without) }),
    ...(request.system && { system: request.system.map(without) }),
    messages: request.messages.map(({ role, content }) => ({ role, content: content.map(without) })),
  }
}

function count({ tools = [], system = [], messages }: Marked): number {
  let marks = inBlocks(tools) + inBlocks(system)
  for (const { content } of messages) marks += inBlocks(content)
  return marks
}

function inBlocks(blocks: readonly Fields[] | readonly Block[]): number {
  let marks = 0
  for (const { cache_control, content } of blocks) marks += (cache_control ? 1 : 0) + (Array.isArray(content) ? inBlocks(content as Block[]) : 0)
  return marks
}
