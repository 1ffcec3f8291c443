/** Making elements. Whatever comes from a record becomes text, never markup: there is no other way in here. */

type Child = Node | string | null | undefined | false
type Handler = (event: Event) => void

/** Attributes; `on` holds listeners, `class` may hold several names. */
export interface Properties {
  readonly class?: string | undefined
  readonly on?: Readonly<Record<string, Handler>>
  readonly [attribute: string]: string | number | boolean | undefined | Readonly<Record<string, Handler>>
}

/** An element of HTML. */
export function el<Name extends keyof HTMLElementTagNameMap>(name: Name, properties: Properties = {}, ...children: readonly Child[]): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  fillIn(element, properties, children)
  return element
}

/** An element of SVG. */
export function svg<Name extends keyof SVGElementTagNameMap>(name: Name, properties: Properties = {}, ...children: readonly Child[]): SVGElementTagNameMap[Name] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name)
  fillIn(element, properties, children)
  return element
}

/** Puts these in place of whatever is in there. */
export function show(parent: Element, ...children: readonly Child[]): void {
  parent.replaceChildren(...children.filter(isThere))
}

/** A picture of lines, 20 by 20, that says nothing to whoever cannot see it. */
export function icon(path: string): SVGSVGElement {
  return svg('svg', { class: 'icon', viewBox: '0 0 20 20', 'aria-hidden': 'true' }, svg('path', { d: path }))
}

function fillIn(element: Element, { on = {}, ...attributes }: Properties, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    element.setAttribute(name, value === true ? '' : String(value))
  }
  for (const [name, handler] of Object.entries(on)) element.addEventListener(name, handler)
  element.append(...children.filter(isThere))
}

function isThere(child: Child): child is Node | string {
  return child !== null && child !== undefined && child !== false
}
