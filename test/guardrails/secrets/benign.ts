/** Texts without a secret that look as if they had one: hashes, ids, code, documents, placeholders. */
import type { Lot } from './corpus.ts'

const hosts = ['example.com', 'acme.dev', 'cdn.acme.net', 'registry.npmjs.org']
const placeholders = ['YOUR_API_KEY', 'your-api-key-here', '<YOUR_TOKEN>', 'xxxxxxxxxxxxxxxx', 'sk-xxxxxxxxxxxxxxxxxxxxxxxx', '${API_KEY}', '$API_TOKEN', '{{ secrets.TOKEN }}', 'process.env.API_KEY', 'os.environ["API_KEY"]', 'changeme', 'REPLACE_ME', '********', '...', 'null', 'None', 'insert_token_here', 'AKIAIOSFODNN7EXAMPLE', 'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '%API_KEY%', 'test-token', 'dummy-secret-value', '<redacted>', 'my-secret-key', 'getenv("API_KEY")', 'secrets.API_KEY', 'placeholder', 'example-key-123', 'XXXX-XXXX-XXXX-XXXX']
const names = ['api_key', 'apiKey', 'token', 'secret', 'password', 'AUTH_TOKEN', 'clientSecret', 'access_token', 'SECRET_KEY']
const words = ['user', 'profile', 'settings', 'handler', 'manager', 'controller', 'authentication', 'navigation', 'component', 'service', 'repository', 'validation', 'template', 'register', 'customer', 'invoice', 'payment', 'session', 'context', 'provider']
const prose = ['The token is then passed to the next handler.', 'Please reset your password before Friday.', 'Our secret is a slow fermentation of at least 24 hours.', 'An API key identifies the project, not the user.', 'The key to good bread is patience and a hot oven.', 'Store the client secret in a vault, never in the repository.', 'Passwords must have 12 characters, one digit and one symbol.', 'Tokens: 1,234 in, 567 out, at a price of $0.002.', 'The author of the article is unknown.', 'Press any key to continue, or Ctrl+C to stop.']

export const benign: Readonly<Record<string, (lot: Lot) => string>> = {
  'a commit': (lot) => `commit ${lot.text('hex', 40)}\nAuthor: A. Writer <a.writer@acme.dev>\nDate: Mon Mar 3 10:00:00 2025 +0100\n\n    Fix the ${lot.of(words)} of the ${lot.of(words)}`,
  'a short commit': (lot) => `${lot.text('hex', 7)} ${lot.of(words)}: rename ${lot.of(words)} (#${lot.below(9999)})`,
  'an id': (lot) => `{"id": "${lot.uuid()}", "request_id": "${lot.uuid()}", "user": "${lot.of(words)}"}`,
  'a lock file': (lot) => `"node_modules/${lot.of(words)}": {\n  "version": "${lot.below(9)}.${lot.below(20)}.${lot.below(9)}",\n  "resolved": "https://registry.npmjs.org/${lot.of(words)}/-/${lot.of(words)}-1.2.3.tgz",\n  "integrity": "sha512-${lot.text('base64', 86)}=="\n}`,
  'a Go sum': (lot) => `github.com/acme/${lot.of(words)} v1.${lot.below(20)}.0 h1:${lot.text('base64', 43)}=`,
  'a Python hash': (lot) => `${lot.of(words)}==2.${lot.below(30)}.1 --hash=sha256:${lot.text('hex', 64)}`,
  'a Docker digest': (lot) => `FROM node:20@sha256:${lot.text('hex', 64)}`,
  'a data URI': (lot) => `<img src="data:image/png;base64,iVBORw0KGgo${lot.text('base64', 300)}=" alt="logo">`,
  'a style': (lot) => `.${lot.of(words)}-${lot.text('hex', 6)} { color: #${lot.text('hex', 6)}; background: url(/img/${lot.of(words)}.${lot.text('hex', 8)}.png); }`,
  'minified code': (lot) => `!function(e,t){"use strict";var n=e.${lot.of(words)},r=t(${lot.below(999)}),o=function(e){return e&&e.__esModule?e:{default:e}};n.key=r.key||"${lot.of(words)}",o.token=function(){return this.a${lot.below(99)}}}(window,require);`,
  'a long name': (lot) => `const ${lot.of(words)}Key = ${lot.of(words)}Service.get${cap(lot.of(words))}${cap(lot.of(words))}Token(${lot.of(words)}Id)`,
  'a name of constants': (lot) => `export const TOKEN_${lot.of(words).toUpperCase()}_${lot.of(words).toUpperCase()} = '${lot.of(words)}.${lot.of(words)}.token'`,
  'a version': (lot) => `"${lot.of(words)}-key": "^${lot.below(20)}.${lot.below(20)}.${lot.below(20)}-beta.${lot.below(9)}"`,
  'a placeholder': (lot) => `${lot.of(names)}${lot.of(['=', ': ', ' = '])}"${lot.of(placeholders)}"`,
  'a placeholder, bare': (lot) => `export ${lot.of(names).toUpperCase()}=${lot.of(placeholders)}`,
  'a placeholder in a header': (lot) => `curl -H "Authorization: Bearer ${lot.of(placeholders)}" https://${lot.of(hosts)}/v1/${lot.of(words)}`,
  'an address with a placeholder': (lot) => `postgres://${lot.of(['user', 'postgres', '$USER', '<user>'])}:${lot.of(['password', 'pass', '$PASSWORD', '<password>', '${DB_PASSWORD}', 'postgres', '***', 'PASSWORD'])}@localhost:5432/app`,
  'a type': (lot) => `interface ${cap(lot.of(words))} { password: string; token?: string | undefined; apiKey: ApiKey; secret: Buffer; ${lot.of(words)}Key: keyof ${cap(lot.of(words))}2 }`,
  'a schema': (lot) => `{"type":"object","properties":{"password":{"type":"string","minLength":${8 + lot.below(9)}},"token":{"type":"string","format":"uuid"},"${lot.of(words)}":{"type":"integer"}},"required":["password","token"]}`,
  'a call': (lot) => `password = ${lot.of(words)}.hash_password(form.password${lot.below(9)}, rounds=12)\ntoken = ${lot.of(words)}_token(${lot.of(words)}, ttl=3600)`,
  'another variable': (lot) => `apiKey: config.${lot.of(words)}.apiKey${lot.below(9)},\ntoken: this.${lot.of(words)}Token,\nsecret: ${lot.of(words)}Secret,`,
  'a key of a map': (lot) => `cache.set("${lot.of(words)}:${lot.below(99_999)}", value)\nkey: "${lot.of(words)}-${lot.of(words)}-${lot.below(999)}"\n<li key="${lot.of(words)}-${lot.below(99)}">`,
  'a key in a bucket': (lot) => `"key": "uploads/2024/0${1 + lot.below(8)}/${lot.of(words)}-${lot.below(9999)}.png", "etag": "${lot.text('hex', 32)}"`,
  'a public key': (lot) => `-----BEGIN PUBLIC KEY-----\n${lot.text('base64', 64)}\n${lot.text('base64', 40)}==\n-----END PUBLIC KEY-----`,
  'an SSH public key': (lot) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${lot.text('base64', 43)} ${lot.of(words)}@laptop`,
  'talk of a key': (lot) => `A PEM file begins with -----BEGIN PRIVATE KEY----- and ends with -----END PRIVATE KEY-----. Keep it out of the ${lot.of(words)} repository.`,
  usage: (lot) => `{"usage":{"prompt_tokens":${lot.below(9999)},"completion_tokens":${lot.below(9999)},"total_tokens":${lot.below(19_999)}},"max_tokens": ${lot.below(4096)}, "next_page_token": "${lot.text('word', 24)}"}`,
  prose: (lot) => `${lot.of(prose)} ${lot.of(prose)} ${lot.of(prose)}`,
  'a URL': (lot) => `https://${lot.of(hosts)}/${lot.of(words)}/${lot.text('alnum', 11)}?v=${lot.text('alnum', 11)}&utm_source=${lot.of(words)}&id=${lot.below(99_999)}`,
  'a video': (lot) => `https://www.youtube.com/watch?v=${lot.text('word', 11)}&list=PL${lot.text('word', 32)}`,
  'a chain address': (lot) => `token address 0x${lot.text('hex', 40)} on mainnet, transaction 0x${lot.text('hex', 64)}`,
  'an ARN': (lot) => `secret: arn:aws:secretsmanager:eu-west-1:${lot.text('digits', 12)}:secret:prod/${lot.of(words)}-${lot.text('alnum', 6)}`,
  'a log': (lot) => `2025-03-0${1 + lot.below(8)}T10:11:12.${lot.below(900) + 100}Z INFO [${lot.of(words)}] trace_id=${lot.text('hex', 32)} span_id=${lot.text('hex', 16)} status=200 ms=${lot.below(900)}`,
  'a table': (lot) => `| name | key | type |\n|---|---|---|\n| ${lot.of(words)} | ${lot.of(words)}_id | uuid |\n| token | ${lot.of(words)}_token | varchar(255) |`,
  'a form': (lot) => `<label for="password">Password</label><input type="password" name="password" autocomplete="current-password" placeholder="Enter your password" id="pw-${lot.below(99)}">`,
  'a message': (lot) => `error: invalid token "${lot.of(words)}" at line ${lot.below(999)}, column ${lot.below(99)}: unexpected key '${lot.of(words)}'`,
  'a model': (lot) => `model: "claude-sonnet-4-20250514", tokenizer: "cl100k_base", token_type: "bearer${lot.below(9)}", keyboard: "qwerty-102", monkey: "capuchin${lot.below(9)}"`,
  'an ARN of a role': (lot) => `access: "arn:aws:iam::${lot.text('digits', 12)}:role/${lot.of(words)}-deploy-${lot.below(99)}"`,
  'a sheet': (lot) => `https://docs.google.com/spreadsheets/d/1${lot.text('word', 43)}/edit#gid=${lot.below(999_999)}`,
  'a class': (lot) => `<div class="${lot.of(words)}__item--active css-${lot.text('lower', 6)} sc-${lot.text('alnum', 6)}" data-key="${lot.of(words)}${lot.below(99)}">`,
  'a test id': (lot) => `expect(screen.getByTestId('${lot.of(words)}-token-${lot.below(99)}')).toHaveAttribute('aria-key', '${lot.of(words)}')`,
  translations: (lot) => `{"auth.password": "Passwort", "auth.token": "Zugangsschlüssel", "${lot.of(words)}.secret": "Geheimnis ${lot.below(99)}"}`,
  'a Terraform reference': (lot) => `client_secret = azuread_application_password.${lot.of(words)}.value\napi_key = var.${lot.of(words)}_api_key\npassword = random_password.${lot.of(words)}2.result`,
  'a Kubernetes reference': (lot) => `env:\n  - name: API_TOKEN\n    valueFrom:\n      secretKeyRef:\n        name: ${lot.of(words)}-secrets\n        key: api-token-${lot.below(9)}`,
  'a cookie': (lot) => `Set-Cookie: theme=dark; Max-Age=${lot.below(99_999)}; Path=/; SameSite=Lax`,
  'an ISBN and a phone': (lot) => `ISBN 978-3-16-148410-${lot.below(9)}, call +49 30 ${lot.text('digits', 8)}, customer key ${lot.below(99_999)}`,
}

function cap(word: string): string {
  return word[0]?.toUpperCase() + word.slice(1)
}
