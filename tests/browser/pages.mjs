// The pages that pages.test.mjs walks. A new page is one line here: the demo account that opens it and its path.
// Without an account (null) nobody is signed in. `status` where it is not 200. `find` where the address depends on what is in the
// store: it gets a page of that account and returns the path; `path` is then only its name.

import { draft, link, newAttempt, newResult } from './lib/find.mjs';

export const pages = [
  { account: null, path: '/' },
  { account: null, path: '/sign-in' },
  { account: null, path: '/verify' },
  { account: null, path: '/verify/7K3M-Q2ZD-0H9V-XW4T', status: 404 },
  { account: null, path: '/no-such-page', status: 404 },
  { account: null, path: '/framework' },
  { account: null, path: '/framework?q=suchna+ka+adhikar' },
  { account: null, path: '/framework?q=qqqqxx' },
  { account: null, path: '/framework/competencies/cyber-hygiene' },
  { account: null, path: '/framework/positions' },
  { account: null, path: '/framework/positions?q=lipik&family=district' },
  { account: null, path: '/framework/positions/district-collector' },
  { account: 'official', path: '/framework/positions/gramin-dak-sevak' },
  { account: 'official', path: '/today' },
  { account: 'official', path: '/competencies' },
  { account: 'official', path: '/competencies?show=all' },
  { account: 'official', path: '/competencies/grievance-redressal' },
  { account: 'official', path: 'contest', find: page => link(page, '/competencies/collaboration', '/contest/') },
  { account: 'official', path: '/learn' },
  { account: 'official', path: '/learn?q=suchna+ka+adhikar' },
  { account: 'official', path: '/learn/right-to-information' },
  { account: 'official', path: '/learn/deciding-grievances' },
  { account: 'official', path: '/learn/first-appeals-under-rti' },
  { account: 'official', path: '/learn/deciding-grievances/play/1?segment=1' },
  { account: 'official', path: '/learn/deciding-grievances/play/7?segment=4' },
  { account: 'official', path: '/learn/deciding-grievances/play/8' },
  { account: 'official', path: '/learn/deciding-grievances/assessment' },
  { account: 'official', path: '/learn/deciding-grievances/withdraw' },
  { account: 'official', path: 'attempt', find: page => newAttempt(page, '/learn/deciding-grievances', 8) },
  { account: 'official', path: 'result of an attempt', find: page => newResult(page, '/learn/deciding-grievances', 11) },
  { account: 'official', path: '/path' },
  { account: 'official', path: '/path?goal=urgent&tests=all&week=30' },
  { account: 'official', path: '/path/towards?q=officer' },
  { account: 'official', path: '/records' },
  { account: 'official', path: '/desk' },
  { account: 'official', path: '/account' },
  { account: 'official', path: '/account/password' },
  { account: 'official', path: '/offices/KA', status: 403 },
  { account: 'supervisor', path: '/path' },
  { account: 'supervisor', path: '/team/plans' },
  { account: 'supervisor', path: '/team' },
  { account: 'supervisor', path: 'team member', find: page => link(page, '/team', '/team/0') },
  { account: 'supervisor', path: 'observe', find: async page => link(page, await link(page, '/team', '/team/0'), '/observe/') },
  { account: 'nodal', path: '/offices/BR-RDD' },
  { account: 'nodal', path: '/offices/BR-RDD-PATNA' },
  { account: 'nodal', path: '/offices/BR-RDD-PATNA/people' },
  { account: 'nodal', path: '/offices/BR-RDD-PATNA/plans' },
  { account: 'nodal', path: '/content-gaps' },
  { account: null, path: '/frameworks/versions/karmayogi-starter' },
  { account: 'simran-sandhu', path: '/frameworks/drafts' },
  { account: 'simran-sandhu', path: 'draft', find: page => draft(page) },
  { account: 'simran-sandhu', path: 'draft: activities', find: async page => `${await draft(page)}/rows/activities` },
  { account: 'simran-sandhu', path: 'draft: positions', find: async page => `${await draft(page)}/rows/positions?q=panchayat` },
  { account: 'simran-sandhu', path: 'draft: what roles ask', find: async page => `${await draft(page)}/rows/role_competencies?show=changed` },
  { account: 'simran-sandhu', path: 'draft: a row', find: async page => `${await draft(page)}/row/20` },
  { account: 'simran-sandhu', path: 'draft: a position', find: async page => `${await draft(page)}/positions/gram-panchayat-secretary?q=complaint` },
  { account: 'simran-sandhu', path: 'draft: levels', find: async page => `${await draft(page)}/levels?competency=rti` },
  { account: 'simran-sandhu', path: 'draft: spreadsheet', find: async page => `${await draft(page)}/sheets` },
  { account: 'simran-sandhu', path: 'draft: difference', find: async page => `${await draft(page)}/difference` },
  { account: 'simran-sandhu', path: 'draft: impact', find: async page => `${await draft(page)}/impact` },
  { account: 'reviewer1', path: '/frameworks/reviews' },
  { account: 'reviewer2', path: '/frameworks/reviews' },
  { account: 'reviewer2', path: 'review', find: page => link(page, '/frameworks/reviews', '/frameworks/drafts/') },
  { account: 'commission', path: '/frameworks/reviews' },
  { account: 'hr', path: '/contests' },
  { account: 'admin', path: '/admin/records' },
  { account: 'hr', path: 'contest to answer', find: page => link(page, '/contests', '/contests/') },
];

// ar-XB is the pseudo-language: English mirrored, which shows what is not yet fit for Urdu, Sindhi and Kashmiri.
const english = { language: 'en', direction: 'ltr' };
const hindi = { language: 'hi', direction: 'ltr' };
const mirrored = { language: 'ar-XB', direction: 'rtl' };

// A small phone and a common desktop. Each page is seen in each language, in both widths and in both themes, but not in all
// combinations of them: the browser would take half an hour for what three views show as well.
export const views = [
  { ...english, width: 360, dark: false },
  { ...hindi, width: 1280, dark: true },
  { ...mirrored, width: 360, dark: true },
];
