/** The configured routes, to be looked at: as text, and as a diagram. */
import { isRoute, printRoute, type Route, type RouteInput } from './route.ts'

/** The configured routes: `String(routes)` prints their trees. */
export interface Routes {
  readonly names: readonly string[]
  /** Their trees in text, one node a line. */
  toString(): string
  /**
   * Their trees as a Mermaid flowchart, which GitHub and many editors draw. A route named by another is drawn once.
   *
   * @example
   * import { createGateway, fallback, openai } from 'zerohop'
   *
   * const gateway = createGateway({ providers: { openai: openai() }, routes: { smart: fallback(['openai/gpt-5', 'openai/gpt-4.1']) } })
   * console.log(gateway.routes.toMermaid())
   */
  toMermaid(): string
}

/** What is shown of the routes of a config. */
export function routesOf(routes: Readonly<Record<string, RouteInput>>): Routes {
  return {
    names: Object.keys(routes),
    toString: () => Object.entries(routes).map(([name, route]) => printRoute(route, name)).join('\n'),
    toMermaid: () => mermaid(routes),
  }
}

function mermaid(routes: Readonly<Record<string, RouteInput>>): string {
  const lines = ['flowchart LR']
  const names = new Map(Object.keys(routes).map((name, at) => [name, `r${at}`]))
  let count = 0
  for (const [name, route] of Object.entries(routes)) {
    const id = names.get(name) as string
    lines.push(`  ${id}(["${escaped(name)}"])`)
    lines.push(`  ${id} --> ${draw(route)}`)
  }
  return lines.join('\n')

  /** The id of the node, drawn above with all that is below it. */
  function draw(node: RouteInput): string {
    const named = isRoute(node) ? undefined : names.get(node)
    if (named !== undefined) return named
    const id = `n${count++}`
    lines.push(`  ${id}["${escaped(isRoute(node) ? labelOf(node) : node)}"]`)
    if (isRoute(node)) {
      node.children.forEach((child, at) => {
        const detail = node.details?.[at]
        lines.push(`  ${id} -->${detail === undefined ? '' : `|"${escaped(detail)}"|`} ${draw(child)}`)
      })
    }
    return id
  }
}

function labelOf({ kind, detail }: Route): string {
  return detail === undefined || detail === '' ? kind : `${kind} (${detail})`
}

/** Nothing in a name is markup, a link or the end of a label: all but letters, digits and a few marks is written as a number. */
function escaped(label: string): string {
  return label.replace(/[^\p{L}\p{N} _./:,()-]/gu, (mark) => `#${mark.codePointAt(0)};`)
}
