/** Tells whether digits are the number of a card, by issuers' prefixes with their lengths, then Luhn's sum: of random numbers of 16 digits one in fifty passes, of longer ones and of times since 1970 none. */
export function isCardNumber(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  return ISSUERS.test(digits) && luhnSum(digits) % 10 === 0;
}

/** Visa, Mastercard, American Express, Discover, JCB, UnionPay, Diners Club: the lengths that they issue today. */
const ISSUERS =
  /^(?:4\d{15}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|6(?:011|4[4-9]\d|5\d\d|2\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-59]|[689]\d)\d{11})$/;

function luhnSum(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const weighed = i % 2 === 1 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum;
}
