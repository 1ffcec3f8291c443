/** Embeddings in OpenAI's two encodings: a list of numbers, or base64 of 32-bit floats, little end first. */

export function floatsToBase64(floats: readonly number[]): string {
  const bytes = new Uint8Array(new Float32Array(floats).buffer)
  let binary = ''
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(binary)
}
