/** The label of the checkpoint that is taken when the body of a test has ended, before its hooks and fixtures end. */
export const END_OF_TEST = 'end of the test';
