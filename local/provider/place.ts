/** Where the embedded stage says that it is: an account that no one has, in a real region. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}
