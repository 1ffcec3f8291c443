/** Vendors whose keys have no beginning of their own: the name beside them tells. */

export const vendorNames: readonly string[] = (
  'adafruit adobe airtable algolia alibaba amplitude artifactory asana atlassian confluence jira auth0 beamer bintray bitbucket bittrex braintree bugsnag clearbit cloudflare cloudinary codecov coinbase cohere ' +
  'confluent contentful contribsys datadog deepgram discord docusign droneci dropbox etsy facebook fastly finicity finnhub flickr foursquare freshbooks freemius giphy gitter gocardless heroku hubspot infracost ' +
  'intercom jfrog kraken kucoin launchdarkly linkedin linked_in looker mailchimp mailgun mapbox mattermost meraki messagebird message_bird mistral mixpanel netlify newrelic new_relic new-relic nytimes okta ' +
  'openweather pagerduty paypal plaid privateai private_ai pusher rapidapi rollbar sendbird sendinblue sentry snyk sonar splunk spotify squarespace sumo telegr travis trello twilio twitch twitter typeform vercel yandex zendesk'
).split(' ')

/** One of them, at the beginning of a name in small letters or of a word in it. */
export const VENDORS = new RegExp(`(?:^|[^a-z])(?:${vendorNames.join('|')})`)
