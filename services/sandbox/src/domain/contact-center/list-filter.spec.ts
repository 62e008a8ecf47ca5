import { parseListFilter } from './list-filter.ts';

const rows = [
  { id: '1', name: 'one', active: true },
  { id: '2', name: 'two words', active: false },
];

describe('parseListFilter', () => {
  it.each([
    ['id=="1"', ['1']],
    ["name=='two words'", ['2']],
    ['id==1', ['1']],
    ['id!="1"', ['2']],
    ['id=in=("1","2")', ['1', '2']],
    ['id=in=("1","2");active==false', ['2']],
    ['id=="3"', []],
    ['nothing=="1"', []],
  ])('reads %s', (text, expected) => {
    const matches = parseListFilter(text);
    expect(rows.filter((row) => matches?.(row)).map(({ id }) => id)).toEqual(expected);
  });

  it.each(['', 'id', 'id=1', 'id=="1";', 'id=gt=1'])('does not read %s', (text) => {
    expect(parseListFilter(text)).toBeUndefined();
  });
});
