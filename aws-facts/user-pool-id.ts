/**
 * Expression of a Cognito user pool's id: the region, an underscore, letters and digits (Amazon
 * Cognito API Reference, UserPoolId).
 */
export const USER_POOL_ID = "^[a-z]{2}(-[a-z]+)+-\\d_[A-Za-z0-9]+$";

/** The same in words, for messages. */
export const USER_POOL_ID_ALLOWED = "a user pool's id, <region>_<characters>";
