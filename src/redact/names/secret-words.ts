import { foldLetters } from './fold-letters.ts';

/** Makes an expression that finds whole words and phrases in a key, as they leave `wordsOf`. */
export function phrases(alternatives: string): RegExp {
  return new RegExp(`(?:^| )(?:${foldLetters(alternatives)})(?= |$)`);
}

/** Makes one that finds words of scripts that put no space between words. */
function within(alternatives: string): RegExp {
  return new RegExp(`(?:${foldLetters(alternatives)})`);
}

/** Words that may follow a secret word and leave it one, where any other makes it an adjective: `secretKey` and `cookieHeader`, not `secretSanta` and `cookieRecipe`. */
const STAYS_SECRET =
  '(?= (?:key|keys|access|token|value|values|string|text|data|code|word|phrase|hash|header|jar|raw|plain|encoded|b64|base64|hex|prod|production|dev|development|test|staging|live|new|old|current|previous|primary|secondary|backup|\\d+)(?: |$)|$)';

/** Classes of secrets, each with the words that promise it. The first that matches names the class. */
export const SECRET_WORDS: readonly [secretClass: string, words: RegExp][] = [
  ['cvv', phrases('cvv ?\\d?|cvc ?\\d?|csc|(?:card )?security ?code|prüf(?:nummer|ziffer)')],
  [
    'otp',
    phrases(
      'otp|totp|(?:one ?time|verification|auth|authorization|authentication|sms|login|mfa|otp|totp|2 ?fa|two ?factor) ?codes?|code ?verifier|' +
        'codigo ?(?:de|da) ?(?:seguridad|seguranca|verificacion|verificacao)|code ?(?:de ?(?:verification|securite)|confidentiel)|(?:bestatigungs|sicherheits)code',
    ),
  ],
  ['otp', within('код ?подтверждения|验证码|驗證碼|安全码|認証コード|인증 ?번호|رمز ?التحقق')],
  ['ssn', phrases('ssn|social ?security(?: ?(?:number|no))?')],
  [
    'card',
    phrases(
      '(?:card|cc) ?(?:numbers?|num|no)|credit ?cards?|kreditkarten?(?:nummer)?|tarjeta ?de ?credito|numero ?(?:de|do|della) ?(?:tarjeta|carte|cartao|carta)',
    ),
  ],
  ['card', within('номер ?карты|银行卡号|銀行卡号|信用卡号|カード番号|카드 ?번호')],
  ['bank-account', phrases('iban|account ?numbers?|routing ?numbers?')],
  [
    'password',
    phrases(
      '[a-z]*(?:password|passwd|passphrase|passcode)s?|pass ?(?:word|phrase|code)s?|pwd|[a-z]*pwd|' +
        `(?:${ownersOf('pass')}) ?(?:pass|pw)|psk|(?:pre ?)?shared ?key|` +
        '[a-z]*(?:passwort|passworter|kennwort|losungswort|geheimzahl)|mots? ?de ?passe|mdp|contrasenas?|contrasena|clave(?: ?(?:secreta|actual|nueva|de ?acceso))?|' +
        'senhas?|palavra ?passe|wachtwoord(?:en)?|losenord|adgangskode|passord|salasana|has(?:ł|l)[oa]|hesl[oa]|jelszo|parola(?: d accesso)?|sifre|kata ?sandi|sandi|mat ?khau|parol',
    ),
  ],
  [
    'password',
    within(
      'парол[ьяюе]|密码(?!学|长度|强度|规则|提示|错误)|密碼(?!學)|口令|パスワード|暗証番号|비밀 ?번호|암호(?!화)|पासवर्ड|कूटशब्द|गुप्तशब्द|كلمة ?(?:المرور|السر)|الرقم ?السري|পাসওয়ার্ড|รหัสผ่าน|κωδικος ?προσβασης|סיסמה',
    ),
  ],
  ['pin', phrases(`(?:${ownersOf('pin')}) ?pin|pin ?code|pin ?number$|puk`)],
  ['pin', within('пин ?код|গোপন ?নম্বর')],
  ['api-key', phrases('api ?keys?|[a-z]*apikey|(?:subscription|functions?|licen[sc]e) ?keys?')],
  ['access-key', phrases('(?:secret ?)?access ?keys?|(?:storage ?)?account ?keys?|shared ?access ?(?:key|signature)')],
  [
    'private-key',
    phrases(
      '(?:private|encryption|signing|ssh|master|wallet|hmac|aes|rsa|deploy|service ?account|host ?private) ?keys?|priv ?key|mnemonic|(?:seed|recovery|backup) ?(?:phrase|codes?|keys?)|' +
        'privater? ?schlussel|clave ?privada|chave ?privada|cle ?privee|chiave ?privata',
    ),
  ],
  ['private-key', within('закрыты[ий] ?ключ|私钥|私鑰|秘密鍵|비밀 ?키')],
  [
    'credential',
    phrases('connection ?strings?|saml ?(?:response|assertion)|client ?assertion|zugangsdaten|anmeldedaten'),
  ],
  [
    'secret',
    phrases(
      `[a-z]*secrets?${STAYS_SECRET}|geheimnis|secreto|segredo|code ?secret|cle ?secrete|clave ?secreta|chave ?secreta|chiave ?segreta|codice ?segreto`,
    ),
  ],
  ['secret', within('секрет|密钥|密鑰|秘密')],
  // `tokens` alone counts what a language model reads, mostly.
  [
    'token',
    phrases(
      '[a-z]*token|(?:access|api|auth|bearer|bot|csrf|id|oauth|refresh|session|user|xsrf) ?tokens?|jwts?|csrf|xsrf|jeton ?(?:d )?acces|zugangstoken|auth ?keys?',
    ),
  ],
  ['token', within('токен|令牌|トークン|토큰|टोकन')],
  ['authorization', phrases('authorization|auth ?header|bearer')],
  ['credential', phrases('credentials?|creds')],
  ['cookie', phrases(`cookies?${STAYS_SECRET}|phpsessid|jsessionid|asp net session ?id|sid`)],
];

/** Ids of sessions, which are secret where they look it: see `looks-secret.ts`. */
export const SESSION_IDS: [secretClass: string, words: RegExp] = ['session-id', phrases('sess(?:ion)? ?ids?')];

/** Words before `pass` and `pin` that say whose they are: a boarding pass and the pin of a map have other ones. */
function ownersOf(of: 'pass' | 'pin'): string {
  const both = 'user|admin|new|old|current|confirm|my|login|app|default|unlock|master';
  return of === 'pin'
    ? `${both}|card|sim|device|security|bank|account|entered|parental|wallet|atm|door|alarm`
    : `${both}|root|db|database|smtp|mail|email|imap|ftp|sftp|ssh|ldap|http|proxy|sudo|mysql|postgres|pg|sql|redis|mongo|rabbitmq|mqtt|basic|auth|wifi|keystore|truststore|key|p12|pfx|ca|cert|vnc|rdp`;
}

/** Words that are secret only when they are the whole key: `pin` is, `pin_message` is not. */
export const WHOLE_KEYS: Readonly<Record<string, string | undefined>> = Object.assign(Object.create(null), {
  pin: 'pin',
  pincode: 'pin',
  'pin code': 'pin',
  'pin number': 'pin',
  pass: 'password',
  pw: 'password',
});

/** Matches a part of each of the words above, and all that is not ASCII: what it does not match mentions no secret key. */
export const MAY_BE_SECRET =
  /[^\t\n\r -~]|pass|pwd|pw|token|secret|key|cred|cookie|auth|bearer|jwt|csrf|xsrf|otp|pin|puk|psk|cvv|cvc|csc|ssn|social|card|cc[^a-z]*n|iban|account|routing|mnemonic|seed|recovery|backup|code|sess|sid|phrase|string|saml|assertion|verifier|mot|mdp|wort|geheim|zugang|anmelde|kredit|contras|clave|segredo|senha|palavra|codigo|cle|chave|chiave|codice|jeton|wacht|losen|adgang|salasana|hasl|hesl|jelsz|parol|sifre|sandi|khau|tarjeta|cart|schlussel|shared|pruf/i;
