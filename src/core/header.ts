/** Header values for the web's `Headers`, which throws at anything beyond Latin-1: servers and model names have it all the same. */
export function headerText(text: string): string {
  return text.replace(/[^\t\x20-\x7e\x80-\xff]+/g, (others) => '?'.repeat(others.length))
}

export function webHeaders(headers: Readonly<Record<string, string>> = {}): Headers {
  const web = new Headers()
  for (const name in headers) web.set(name, headerText(headers[name] as string))
  return web
}
