import { describe, expect, it } from 'vitest'
import { pii, type PiiOptions } from '../../../src/guardrails/pii.ts'
import { piiKinds } from '../../../src/guardrails/pii/kinds.ts'

const found = (text: string, options: PiiOptions = { kinds: piiKinds }): string[] => (pii(options).finder?.find(text) ?? []).map(({ kind, start, end }) => `${kind}=${text.slice(start, end)}`)

describe('finds', () => {
  it.each([
    ['credit_card', 'pay with 4111 1111 1111 1111.', '4111 1111 1111 1111'],
    ['credit_card', 'Amex 378282246310005', '378282246310005'],
    ['credit_card', '5555-5555-5555-4444 12/27', '5555-5555-5555-4444'],
    ['email', 'write to "jane.o\'neil+x@mail.example.co.uk".', "jane.o'neil+x@mail.example.co.uk"],
    ['email', 'j\u00fcrgen@b\u00fccher.de!', 'j\u00fcrgen@b\u00fccher.de'],
    ['iban', 'an DE89 3704 0044 0532 0130 00 bitte', 'DE89 3704 0044 0532 0130 00'],
    ['iban', 'gb82west12345698765432', 'gb82west12345698765432'],
    ['us_ssn', 'ssn: 078051120', '078051120'],
    ['us_ssn', 'the man (078-05-1120)', '078-05-1120'],
    ['us_itin', 'ITIN 912-70-1234', '912-70-1234'],
    ['us_ein', 'EIN: 12-3456789', '12-3456789'],
    ['gb_nino', 'NI number AB 12 34 56 C', 'AB 12 34 56 C'],
    ['gb_nhs', 'NHS number 943 476 5919', '943 476 5919'],
    ['de_tax_id', 'Steuer-ID: 86095742719', '86095742719'],
    ['fr_nir', 'NIR 2 55 08 14 168 025 38', '2 55 08 14 168 025 38'],
    ['es_dni', 'DNI 12345678Z', '12345678Z'],
    ['es_nie', 'NIE X-1234567-L', 'X-1234567-L'],
    ['it_fiscal_code', 'RSSMRA85T10A562S', 'RSSMRA85T10A562S'],
    ['nl_bsn', 'BSN 111222333', '111222333'],
    ['pl_pesel', 'PESEL 44051401359', '44051401359'],
    ['br_cpf', '529.982.247-25', '529.982.247-25'],
    ['br_cnpj', '11.222.333/0001-81', '11.222.333/0001-81'],
    ['in_aadhaar', 'Aadhaar 2341 2341 2346', '2341 2341 2346'],
    ['in_pan', 'PAN ABCPE1234F', 'ABCPE1234F'],
    ['ca_sin', 'SIN 130 692 544', '130 692 544'],
    ['au_tfn', 'TFN 123 456 782', '123 456 782'],
    ['au_medicare', 'Medicare 2123 45670 1', '2123 45670 1'],
    ['se_personnummer', 'personnummer 811218-9876', '811218-9876'],
    ['ip_address', 'from 192.168.0.1.', '192.168.0.1'],
    ['ip_address', 'at [2001:db8::8a2e:370:7334]', '2001:db8::8a2e:370:7334'],
    ['mac_address', 'card 00:1B:44:11:3A:B7 is up', '00:1B:44:11:3A:B7'],
    ['date_of_birth', 'born on 12 May 1980', '12 May 1980'],
    ['date_of_birth', 'Birthday: May 12, 1980!', 'May 12, 1980'],
    ['date_of_birth', 'geboren am 12.05.1980', '12.05.1980'],
    ['address', 'lives at 1600 Pennsylvania Avenue NW', '1600 Pennsylvania Avenue NW'],
    ['address', 'wohnt Musterstra\u00dfe 12', 'Musterstra\u00dfe 12'],
    ['address', '12 rue de la Paix', '12 rue de la Paix'],
    ['address', 'Calle Mayor 5', 'Calle Mayor 5'],
    ['address', 'Via Roma 5', 'Via Roma 5'],
    ['crypto_wallet', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'],
    ['crypto_wallet', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq'],
    ['crypto_wallet', '0x52908400098527886E0F7030069857D2E4169EE7', '0x52908400098527886E0F7030069857D2E4169EE7'],
    ['passport', 'passport no. C01X00T47', 'C01X00T47'],
    ['driving_licence', "driver's license D1234567", 'D1234567'],
    ['url', '(see https://foo.bar/a_(b)?c=1).', 'https://foo.bar/a_(b)?c=1'],
    ['url', 'on example.com, I think', 'example.com'],
    ['phone', 'call (0662) 12 34 56', '(0662) 12 34 56'],
    ['phone', '+1-202-555-0134x123 rings', '+1-202-555-0134x123'],
    ['phone', 'it was 001-541-754-3010', '001-541-754-3010'],
    ['phone', 'tel +49 (0)30 12345678', '+49 (0)30 12345678'],
    ['phone', 'mobile 5551234', '5551234'],
    ['phone', 'ring 0 98765 43210', '0 98765 43210'],
    ['phone', '0171 2345678 ext. 12', '0171 2345678 ext. 12'],
    ['credit_card', '3000 000000 0004', '3000 000000 0004'],
    ['credit_card', '30569309025904', '30569309025904'],
    ['credit_card', '36700102000000', '36700102000000'],
    ['credit_card', '3852 000002 3237', '3852 000002 3237'],
    ['date_of_birth', '{"date_of_birth": "1980-05-12"}', '1980-05-12'],
    ['date_of_birth', '{"dateOfBirth":"12/05/1980"}', '12/05/1980'],
    ['date_of_birth', '"birth_date": "May 12, 1980"', 'May 12, 1980'],
    ['date_of_birth', "dob='1980-05-12'", '1980-05-12'],
    ['date_of_birth', 'n\u00e9 le 1er janvier 1980', '1er janvier 1980'],
    ['date_of_birth', 'urodzona 3 wrze\u015bnia 1980', '3 wrze\u015bnia 1980'],
    ['ip_address', 'from ::ffff:192.0.2.128.', '::ffff:192.0.2.128'],
    ['ip_address', '64:ff9b::192.0.2.33', '64:ff9b::192.0.2.33'],
    ['ip_address', '1:2:3:4:5:6:77.88.99.11', '1:2:3:4:5:6:77.88.99.11'],
    ['ip_address', 'net 2001:db8::/32', '2001:db8::'],
    ['ip_address', 'ABCD:EF01:2345:6789:ABCD:EF01:2345:6789', 'ABCD:EF01:2345:6789:ABCD:EF01:2345:6789'],
    ['ip_address', 'abcd:efab:cdef:abcd:efab:cdef:abcd:efab', 'abcd:efab:cdef:abcd:efab:cdef:abcd:efab'],
    ['ip_address', 'ping fe80::1%eth0.', 'fe80::1%eth0'],
    ['ip_address', 'fe80::1%25en0]', 'fe80::1%25en0'],
    ['ip_address', 'inet6:2001:db8::1', '2001:db8::1'],
    ['ip_address', '::1', '::1'],
    ['mac_address', 'MAC:00:1B:44:11:3A:B7', '00:1B:44:11:3A:B7'],
    ['mac_address', 'aa:bb:cc:dd:ee:ff is up', 'aa:bb:cc:dd:ee:ff'],
    ['mac_address', '00-1b-44-11-3a-b7: down', '00-1b-44-11-3a-b7'],
    ['mac_address', 'hw:001b.4411.3ab7.', '001b.4411.3ab7'],
    ['address', 'Send it to 12 Main Street.', '12 Main Street'],
    ['address', 'It is at 12 Main St.', '12 Main St'],
    ['address', 'It is at 12 Main St., second floor', '12 Main St.'],
    ['address', 'habite 12 rue Voltaire.', '12 rue Voltaire'],
    ['address', "\u00e0 '12 rue de la Paix'", '12 rue de la Paix'],
    ['address', "12 rue d'Al\u00e9sia", "12 rue d'Al\u00e9sia"],
    ['address', 'Lindenstra\u00dfe 131 | open', 'Lindenstra\u00dfe 131'],
  ])('%s in %j', (kind, text, expected) => {
    expect(found(text)).toEqual([`${kind}=${expected}`])
  })
})

describe('finds the driving licence of', () => {
  it.each([
    ['Illinois', 'I737-9667-1738'], ['Wisconsin', 'J525-4209-0465-05'], ['Florida', 'S123-456-78-901-0'], ['Michigan', 'A 123 456 789 012'], ['Maryland', 'S-123-456-789-012'], ['New Jersey', 'S1234 56789 01234'], ['New York', '123 456 789'], ['Pennsylvania', '12 345 678'], ['Virginia', 'T12-34-5678'], ['Kentucky', 'S12-345-678'],
    ['North Dakota', 'ABC-12-3456'], ['Indiana', '1234-56-7890'], ['Colorado', '12-345-6789'], ['California', 'D1234567'], ['Ontario', 'A1234-56789-01234'], ['Quebec', 'A1234-567890-12'], ['Alberta', '123456-789'], ['the United Kingdom', 'MORGA657054SM9IJ'], ['the United Kingdom, in groups', 'MORGA 657054 SM9IJ'],
    ['Germany', 'B072RRE2I55'], ['Poland', '12345/67/8901'], ['India', 'MH-14-2011-0062821'], ['India, less apart', 'MH12 20110012345'],
  ])('%s: %s', (_, written) => {
    expect(found(`driving licence: ${written}`)).toEqual([`driving_licence=${written}`])
    expect(found(`The form is ${written}`).join()).not.toContain('driving_licence')
  })
})

describe('finds nothing in', () => {
  it.each([
    '4111 1111 1111 1112', 'order 4111111111111111', '0000 0000 0000 0000', 'DE89 3704 0044 0532 0130 01', 'ZZ89 3704 0044 0532 0130 00', '000-12-3456', '666-12-3456', '078-00-1120', '078051120', 'order number 078-05-1120', 'GB 12 34 56 C', 'Steuer-ID 86095742710', 'RSSMRA85T10A562T', 'BSN 111222334',
    'PESEL 44051401358', '529.982.247-26', '11.222.333/0001-82', '2341 2341 2347', '12345678A', 'version 1.2.3.4', '256.1.1.1', '1.2.3.4.5', 'std::vector', '12:30:45', 'a::b', 'on 12.05.1980', 'in 2024-05-12', '3.14159265', '1,234,567', '1 000 000 km', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp', 'C01X00T47', 'a@b', '@handle', 'a@b..com', 'README.md', 'main.py', 'end.It begins', 'pages 1990-1995', '123456789012345678901234', '3060 806228 7044', '16:27:ac:a5:76:28:2d:36:63:1b', '1:2:3:4:5:6:7:8:9', '1::2::3', 'deb::add', '00:1B:44:11:3A:B7:C8', '00-1B-44-11-3A-B7-C8', 'dead.beef.cafe', 'licensed 12 times', 'I 12 of them',
  ])('%j', (text) => {
    expect(found(text)).toEqual([])
  })
})

describe('pii', () => {
  it('denies by default, on both sides, and does not look for web addresses', () => {
    expect(pii()).toMatchObject({ name: 'pii', side: 'both', onFind: 'deny', parts: ['user', 'assistant', 'tool_result', 'tool_arguments', 'file_name'] })
    expect(found('https://foo.com/ a@b.co', {})).toEqual(['email=a@b.co'])
  })

  it.each([
    [{ redact: true }, { onFind: 'redact' }], [{ restore: true }, { onFind: 'redact', restore: true }], [{ onFail: 'flag' as const }, { onFind: 'flag' }], [{ name: 'mine', side: 'input' as const }, { name: 'mine', side: 'input' }],
  ])('with %j is %j', (options, expected) => {
    expect(pii(options)).toMatchObject(expected)
  })

  it('looks for the kinds that are asked for, and no others', () => {
    expect(found('a@b.co 078-05-1120', { kinds: ['us_ssn'] })).toEqual(['us_ssn=078-05-1120'])
  })

  it('leaves the numbers of other countries alone', () => {
    expect(found('529.982.247-25 078-05-1120', { locales: ['us'] })).toEqual(['us_ssn=078-05-1120'])
  })

  it('allows texts and domains', () => {
    expect(found('Jane@ACME.org bob@acme.org eve@evil.org', { allow: ['bob@acme.org', 'jane@acme.org'] })).toEqual(['email=eve@evil.org'])
    expect(found('jane@acme.org eve@evil.org', { allow: ['@acme.org'] })).toEqual(['email=eve@evil.org'])
  })

  it('is as sure as it is asked to be', () => {
    expect(found('030/9640607 and +49 30 12345678', { minScore: 0.9 })).toEqual(['phone=+49 30 12345678'])
  })

  it('lets another one say what a phone number is', () => {
    expect(found('call 030/9640607 or 0662 12 34 56', { phones: (written) => written.startsWith('0662') })).toEqual(['phone=0662 12 34 56'])
  })

  it.each([
    [{ kinds: ['emial'] }, /pii\.kinds\[0\].*did you mean 'email'/is], [{ locales: ['uk'] }, /pii\.locales\[0\]/], [{ kinds: [] }, /pii\.kinds/], [{ redact: 1 }, /pii\.redact/], [{ restore: true, redact: false }, /pii\.restore/], [{ allow: 'x' }, /pii\.allow/], [{ allow: [''] }, /pii\.allow\[0\]/], [{ minScore: 2 }, /pii\.minScore/], [{ phones: 1 }, /pii\.phones/], [{ redcat: true }, /redcat/],
  ])('refuses %j', (options, message) => {
    expect(() => pii(options as unknown as PiiOptions)).toThrow(message)
  })
})
