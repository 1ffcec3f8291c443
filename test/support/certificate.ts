/** A certificate for localhost and 127.0.0.1 that nobody has signed, and its key: for loopback servers of tests, and worth nothing elsewhere. */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUCm0nk1i2grTh5XKFLlXI3rVkW+4wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTE1MzU0M1oYDzIxMjYxMDI4
MTUzNTQzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQ0k9GP4XBeqzy1Oxw/diYsuwqrsCd6IbFapvBiwu1gct3rIZawp15H
29c66CNO5RI9ApMZX3/mmCXYUZNhxU2jo28wbTAdBgNVHQ4EFgQUATApqezJ1RqM
z2UIei+aJSA9RjMwHwYDVR0jBBgwFoAUATApqezJ1RqMz2UIei+aJSA9RjMwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhALYUTSq/rlokokstM7CRuO6SqqxWzUKDo5o6JANwmYYXAiB3
Mwee2BbdHxmcWHdmbou+pxI6DlOh3XsIf47nWpvjfg==
-----END CERTIFICATE-----
`

export const privateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgrdeyi1NHMGpv2TLo
vAEdLdVuYlZSvWnKC54bSxHW5yyhRANCAAQ0k9GP4XBeqzy1Oxw/diYsuwqrsCd6
IbFapvBiwu1gct3rIZawp15H29c66CNO5RI9ApMZX3/mmCXYUZNhxU2j
-----END PRIVATE KEY-----
`
