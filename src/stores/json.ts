/** Values as JSON text: what is kept as text is nobody's object, and its size is known. */

export function toJson(value: unknown): string {
  const json = JSON.stringify(value) as string | undefined // undefined, functions and symbols have no text
  if (json === undefined) throw new TypeError(`a store keeps JSON, got ${typeof value}`)
  return json
}
