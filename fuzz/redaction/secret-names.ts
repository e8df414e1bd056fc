/** Names whose value is a secret, as apps, frameworks and databases spell them, in English and the languages that are written most. */
export const SECRET_NAMES: readonly string[] = `
  password Password PASSWORD passwd pwd userPassword user_password newPassword oldPassword currentPassword confirmPassword password2
  passwordConfirmation repeatPassword passphrase pass_phrase passcode passWord dbPassword DB_PASSWORD db_pass dbPass database_password
  mysql_pwd MYSQL_PWD PGPASSWORD POSTGRES_PASSWORD smtp_pass smtpPassword mailPassword ftpPass ldapPassword proxyPassword sudoPassword
  adminpw adminPass rootPassword root_pass wifiPassword wifi_password wpaPassphrase psk preSharedKey password_hash passwordHash
  passwordSalt hashedPassword encryptedPassword keystorePassword truststorePassword keystore_pass pfxPassword master_password
  pass pw
  token Token authToken auth_token AUTH_TOKEN accessToken access_token refreshToken refresh_token idToken id_token sessionToken
  session_token bearerToken bearer_token csrfToken csrf_token _csrf xsrfToken XSRF-TOKEN apiToken api_token userToken botToken
  oauthToken oauth_token deviceToken pushToken resetToken inviteToken magicToken verifyToken jwt JWT jwtToken githubToken GITHUB_TOKEN
  NPM_TOKEN gitlab_token slackToken personalAccessToken deployToken token_secret tokenSecret X-Auth-Token x-access-token accesstoken
  authtoken apitoken sessiontoken
  apiKey api_key API_KEY apikey x-api-key X-Api-Key APIKey openaiApiKey OPENAI_API_KEY stripeApiKey googleApiKey subscriptionKey
  Ocp-Apim-Subscription-Key functionsKey x-functions-key
  secret clientSecret client_secret CLIENT_SECRET appSecret app_secret sharedSecret webhookSecret webhook_secret signingSecret
  jwtSecret JWT_SECRET sessionSecret cookieSecret consumerSecret secretKey secret_key SECRET_KEY SECRET_KEY_BASE secretAccessKey
  aws_secret_access_key AWS_SECRET_ACCESS_KEY secretToken secretValue secrets totpSecret otpSecret clientSecretProd
  privateKey private_key PRIVATE_KEY privkey sshKey ssh_key rsaPrivateKey encryptionKey encryption_key signingKey masterKey hmacKey
  aesKey walletKey seedPhrase mnemonic recoveryPhrase recoveryCode recoveryCodes backupCodes recoveryKey accountKey AccountKey
  storageAccountKey sharedAccessKey SharedAccessKey accessKey access_key licenseKey authKey auth_key serviceAccountKey deployKey
  credentials credential creds awsCredentials userCredentials basicAuthCredentials
  authorization Authorization Proxy-Authorization authHeader authorizationHeader bearer
  cookie Cookie Set-Cookie cookies sessionCookie authCookie PHPSESSID JSESSIONID ASP.NET_SessionId connect.sid sid
  connectionString connection_string ConnectionString CONNECTION_STRING AZURE_STORAGE_CONNECTION_STRING
  pin PIN pinCode pin_code userPin user_pin cardPin newPin simPin pinNumber puk
  otp OTP otpCode otp_code totp totpCode oneTimeCode oneTimePassword verificationCode verification_code mfaCode twoFactorCode
  2faCode authCode smsCode
  cvv CVV cvc cvv2 securityCode security_code cardSecurityCode ssn socialSecurityNumber cardNumber card_number creditCard
  creditCardNumber ccNumber iban IBAN accountNumber routingNumber
  code_verifier codeVerifier client_assertion samlResponse SAMLResponse
  Passwort passwort Benutzerpasswort neuesPasswort Kennwort kennwort Geheimzahl Losungswort Zugangsdaten Geheimnis
  Sicherheitscode Prüfnummer privaterSchlüssel Zugangstoken Kreditkartennummer
  contraseña contrasena Contraseña nuevaContraseña contraseñaActual clave claveSecreta clavePrivada secreto codigoDeSeguridad
  códigoDeVerificación tarjetaDeCredito numeroDeTarjeta
  mot_de_passe motDePasse motdepasse MotDePasse mdp codeSecret jetonAcces cleSecrete cléPrivée codeConfidentiel numeroDeCarte
  senha Senha senhaAtual novaSenha segredo chaveSecreta chavePrivada códigoDeSegurança palavraPasse palavra_passe numeroDoCartao
  пароль Пароль новыйПароль пароль_пользователя parol секрет токен секретныйКлюч закрытыйКлюч кодПодтверждения пинКод номерКарты
  密码 新密码 用户密码 口令 密钥 私钥 令牌 访问令牌 验证码 支付密码 密碼 銀行卡号 银行卡号 安全码
  パスワード 新しいパスワード 暗証番号 秘密鍵 秘密 トークン アクセストークン 認証コード
  비밀번호 새비밀번호 암호 토큰 인증번호 비밀키
  पासवर्ड नया_पासवर्ड कूटशब्द गुप्तशब्द टोकन
  كلمة_المرور كلمة_السر الرقم_السري رمز_التحقق
  পাসওয়ার্ড গোপন_নম্বর
  wachtwoord nieuwWachtwoord lösenord adgangskode passord salasana hasło haslo nowe_hasło heslo jelszo parola şifre sifre
  parola_d_accesso chiavePrivata chiaveSegreta codiceSegreto kataSandi kata_sandi sandi mậtKhẩu mat_khau matKhau รหัสผ่าน
  κωδικόςΠρόσβασης סיסמה
`
  .split(/\s+/)
  .filter(Boolean);
