/** How a message to people is written. */
export enum AlertFormat {
  /** Plain text, for e-mail and everything that takes any text. */
  TEXT = 'TEXT',

  /**
   * Plain text, and over HTTPS the custom-notification schema of Amazon Q Developer in chat applications (once AWS Chatbot), for Slack,
   * Microsoft Teams and Chime. An e-mail subscription of the same topic still gets text.
   *
   * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
   */
  CHAT = 'CHAT',
}
