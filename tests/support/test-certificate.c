/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A certificate for servers in tests.  Nobody is to trust it, and its key is no
 * secret.
 */
#include "test-certificate.h"

static const char certificate[] =
  "-----BEGIN PRIVATE KEY-----\n"
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgz65ZDzGux8Q5DX5P\n"
  "rgbqrOd5dzYm6FCHXdHny4jARLahRANCAARRR6PM/IJlTbHCpjyc245MktOASfLs\n"
  "Lcfn/FIzJUnX5LlUhrvOls8cTr5lLuIButpWRhVsqpIhPZoyM7hlJARf\n"
  "-----END PRIVATE KEY-----\n"
  "-----BEGIN CERTIFICATE-----\n"
  "MIIBfzCCASWgAwIBAgIUUdQizXfgIoPyXXbDljI+xe1UXtcwCgYIKoZIzj0EAwIw\n"
  "FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTA3MjIyNFoYDzIxMjYxMDI4\n"
  "MDcyMjI0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO\n"
  "PQMBBwNCAARRR6PM/IJlTbHCpjyc245MktOASfLsLcfn/FIzJUnX5LlUhrvOls8c\n"
  "Tr5lLuIButpWRhVsqpIhPZoyM7hlJARfo1MwUTAdBgNVHQ4EFgQUnhbWPolFve1N\n"
  "hmFkR6LhXOlHGykwHwYDVR0jBBgwFoAUnhbWPolFve1NhmFkR6LhXOlHGykwDwYD\n"
  "VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBUU05jZYLCV1JTShqaGtPw\n"
  "ABg5lWLsJvN1jmp+u7LS8gIhAKdObAHu13YRRsYE8ah01keKsCtSOBaev4zQs6PW\n"
  "7lp3\n"
  "-----END CERTIFICATE-----\n";

GTlsCertificate *
test_certificate_new (void)
{
  g_autoptr (GError) error = NULL;
  GTlsCertificate *pair = g_tls_certificate_new_from_pem (certificate, -1, &error);

  g_assert_no_error (error);

  return pair;
}
