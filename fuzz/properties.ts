import { alignmentsAreSound, diffsAddUp, longDiffsAreQuick } from './properties/align.ts';
import { noCanaryComesThrough, noCanaryIsWritten } from './properties/canary.ts';
import { decodedValuesComeBack, valuesDifferWhereTheyDo } from './properties/codec.ts';
import { whatIsHarmlessIsLeftAlone } from './properties/harmless.ts';
import { cutJournalsKeepTheirWholeLines, damagedJournalsAreReadOrRefused } from './properties/journal.ts';
import { anyTextIsReadOrRefused, anyValueIsReadOrRefused } from './properties/read-session.ts';
import { noTextMakesRedactionSlow, redactingTwiceChangesNothing } from './properties/redact.ts';
import { anyInterleavingReplays, fewerCallsShiftNothing, theSameRunReplays } from './properties/stub.ts';
import type { Property } from './property.ts';

/** All that must hold for every input. */
export const properties = [
  anyValueIsReadOrRefused,
  anyTextIsReadOrRefused,
  decodedValuesComeBack,
  valuesDifferWhereTheyDo,
  anyInterleavingReplays,
  theSameRunReplays,
  fewerCallsShiftNothing,
  alignmentsAreSound,
  diffsAddUp,
  longDiffsAreQuick,
  cutJournalsKeepTheirWholeLines,
  damagedJournalsAreReadOrRefused,
  redactingTwiceChangesNothing,
  noTextMakesRedactionSlow,
  whatIsHarmlessIsLeftAlone,
  noCanaryComesThrough,
  noCanaryIsWritten,
] as Property[];
