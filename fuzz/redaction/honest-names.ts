/** Names of fields, commands' members and settings that promise no secret, though many sound like it. Collected from the vocabulary of frameworks, APIs and apps. */
export const HONEST_NAMES: readonly string[] = words(`
  nextPageToken pageToken next_page_token prevPageToken previousPageToken continuationToken continuation_token NextToken nextToken
  startingToken syncToken nextSyncToken cancelToken cancellationToken CancellationToken cancel_token resumeToken cursorToken
  tokenExpired tokenExpiry token_expires_at tokenExpiresIn tokenCount token_count maxTokens max_tokens totalTokens prompt_tokens
  completion_tokens tokensUsed tokenLimit tokenBudget tokenType token_type tokenUrl token_endpoint tokenIndex tokenId tokenIds token_ids
  tokenPosition tokenLength tokenKind tokenizer tokenize tokenized tokenization detokenize tokenSymbol tokenPrice tokenBalance
  eosToken bosToken padToken maskToken stopToken unkToken specialTokens designTokens colorToken colorTokens themeToken lexerToken
  syntaxToken searchTokens tokenName tokenStatus tokenScopes tokenProvider tokenSource tokenUsage tokenLifetime tokenState hasToken
  isTokenValid needsToken requireToken useToken showToken
  hasPassword has_password showPassword show_password hidePassword isPasswordVisible passwordVisible passwordVisibility
  passwordRules password_rules passwordPolicy passwordStrength passwordScore passwordLength passwordMinLength passwordMaxLength
  passwordRequired requiresPassword requirePassword passwordProtected isPasswordProtected passwordEnabled passwordChangedAt
  password_changed_at passwordUpdatedAt passwordExpired passwordExpiresAt passwordPlaceholder passwordLabel
  passwordError passwordErrors passwordErrorMessage passwordMismatch passwordsMatch passwordMatch forgotPassword rememberPassword
  passwordManager passwordGenerator passwordPattern passwordRegex passwordRequirements passwordCriteria passwordMessage
  passwordAttempts passwordHelp passwordIcon passwordForm passwordPage passwordDialog passwordPrompt needsPassword
  supportsPassword allowPassword canChangePassword mustChangePassword shouldRememberPassword withoutPassword passwordless isPasswordless
  secretSanta secretGarden secretIngredient secret_sauce secretAgent secretLevel secretMission secretary secretaryName secretsCount
  secretName secretVersion secretsFolder secretEngine secretType secretPath secretId hasSecret isSecret showSecret secretive secretion
  secretBase secretRoom secretRecipe secretAdmirer secretHandshake secretService secretBallot
  cookieConsent cookie_consent cookieBanner cookiePolicy cookieName cookieDomain cookiePath cookiesEnabled cookieCount cookieRecipe
  cookieDough cookieCutter cookieMonster cookieNotice cookieSettings cookiePreferences hasCookies acceptCookies allowCookies useCookies
  cookieClicker cookieFlavor cookieFlavour
  keyboard keyCode keyName keyPath key keys hotkey hotKeys shortcutKey publicKey public_key publicKeyId keyId key_id primaryKey
  foreignKey sortKey partitionKey cacheKey objectKey rowKey keyframe keyframes keyword keywords keySignature keyColor keyEvent monkey
  donkey turkey hockey jockey whiskey keystone keynote keyring keyRingName i18nKey translationKey messageKey storageKey queryKey
  routeKey arrowKey modifierKey enterKey accessKeyLabel
  pinned isPinned pinnedAt pinMessage pin_message pinCount pinboard spinner opinion pinterest pinColor mapPin locationPin dropPin
  gpioPin pinNumberOfLeds pinMode pins pineapple pincushion
  author authors authority authored authorId authorName authenticated isAuthenticated authType authMode authMethod authProvider
  authUrl authDomain authState authStatus authRequired authorized isAuthorized authorizationUrl authorizationEndpoint authorizationStatus
  authorizationType authorizationMode oauthScopes oauthProvider basicAuthEnabled
  session sessions sessionCount sessionStart sessionLength sessionTimeout sessionName sessionType sessionStorage sessionState
  passenger passengers passage passCount passRate passed passes passing bypass compass passport passportCountry passthrough passive
  boardingPass seasonPass skiPass renderPass passIndex busPass passMark overpass passFail
  credentialsMode credentialType credentialCount hasCredentials includeCredentials withCredentials credentialsPath
  signature signatureHelp functionSignature timeSignature emailSignature signatureImage methodSignature
  cardNumberLength cardType cardCount cardTitle cardColor cardHolder cardholderName businessCard scorecard cardIndex cardWidth
  securityLevel securityPolicy security securityGroup codeName code countryCode zipCode postalCode errorCode statusCode sourceCode
  qrCode barcode promoCode couponCode languageCode currencyCode areaCode colorCode exitCode codeBlock codec codeLens
  account accountId accountName accountType accountStatus accounting
  hash hashes hashtag contentHash fileHash commitHash gitHash checksum digest etag nonce salted saltiness saltLevel seed
  seedCount seedling seedPackets phrase phrases phraseCount catchphrase mnemonics
  certificate certificateName certificateSubject issuer fingerprint thumbprint
  bearing bearingAngle bear forbearance bearerType
  connection connectionId connectionState connectionType connectionName connectionCount
  credits creditsLeft creditCount creditLimit creditScore accredited
  username user userId userName email displayName firstName lastName nickname title description body content message text note notes
  label comment summary color width height x y left top index count total size type kind status state created createdAt updatedAt
  deletedAt timestamp date time duration url href path file folder name id uuid guid slug tag tags category priority order sort filter
  query search page limit offset cursor locale language theme version build platform device model
  orderNumber orderId trackingNumber invoiceNumber messageId channelId guildId tweetId snowflake serialNumber transactionId
  pwdLength cwd workingDirectory directory
  recoveryMode recoveryEmail backupPath backupCount verificationStatus verified verificationUrl verificationMethod otpEnabled otpLength
  mfaEnabled mfaRequired twoFactorEnabled twoFactorMethod
  webhookUrl webhookId webhookEvents webhookName
`);

function words(text: string): string[] {
  return [...new Set(text.split(/\s+/).filter(Boolean))];
}
