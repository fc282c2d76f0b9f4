// The pages that pages.test.mjs walks. A new page is one line here: the demo account that opens it and its path.
// Without an account (null) nobody is signed in.

export const pages = [
  { account: null, path: '/' },
  { account: null, path: '/sign-in' },
  { account: 'official', path: '/today' },
  { account: 'official', path: '/competencies' },
  { account: 'official', path: '/learn' },
  { account: 'official', path: '/records' },
  { account: 'official', path: '/desk' },
  { account: 'official', path: '/account' },
  { account: 'supervisor', path: '/team' },
  { account: 'nodal', path: '/offices' },
];

// ar-XB is the pseudo-language: English mirrored, which shows what is not yet fit for Urdu, Sindhi and Kashmiri.
export const languages = [
  { language: 'en', direction: 'ltr' },
  { language: 'hi', direction: 'ltr' },
  { language: 'ar-XB', direction: 'rtl' },
];

// A small phone and a common desktop.
export const widths = [360, 1280];
