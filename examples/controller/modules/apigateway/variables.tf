variable "gateways" {
  description = "HTTP APIs by name, in front of functions and HTTPS servers. What an entry leaves out is the safe choice."
  nullable    = false
  default     = {}
  type = map(object({
    # The API's name, when it is not the entry's.
    api_name = optional(string)

    # What the API is for.
    description = string

    # The account of accounts.yaml that the entry belongs to. Only discovery reads it.
    account_key = optional(string)

    # The region that the entry belongs to: use1 is us-east-1. Only discovery reads it.
    region_code = optional(string)

    # By method and path, such as "GET /orders/{id}". Each has one of function_arn and url.
    # Callers sign with AWS_IAM, or bring a token for JWT; NONE lets everybody in.
    routes = map(object({
      function_arn    = optional(string)
      url             = optional(string)
      authorization   = optional(string, "AWS_IAM")
      scopes          = optional(set(string))
      timeout_seconds = optional(number, 29)
    }))

    # Whose tokens the routes with JWT take, and for whom they are made out.
    jwt = optional(object({
      issuer   = string
      audience = set(string)
    }))

    # Browsers of these origins may call.
    cors = optional(object({
      origins = set(string)
      methods = optional(set(string), ["GET"])
      headers = optional(set(string), [])
    }))

    # A name of its own. The API's execute-api address is then off.
    domain = optional(object({
      name            = string
      certificate_arn = string

      # s3://BUCKET/KEY of the authorities whose client certificates are asked for.
      truststore_uri = optional(string)
    }))

    # What all callers together may ask. More is answered with 429.
    requests_per_second = optional(number, 100)

    # How many requests may come at once.
    burst_requests = optional(number, 200)

    # The ARN of the key for the logs. Its policy must let logs.REGION.amazonaws.com use it.
    kms_key_arn = optional(string)

    # How long the logs are kept.
    log_retention_days = optional(number, 365)

    # Besides the deployment's own. These win.
    tags = optional(map(string), {})
  }))

  validation {
    condition     = alltrue(flatten([for gateway in var.gateways : [for name in keys(gateway.routes) : can(regex("^([A-Z]+ /.*|\\$default)$", name))]]))
    error_message = "api_gateways: a route's name must be a method and a path, such as \"GET /orders\", or \"$default\"."
  }

  validation {
    condition     = alltrue(flatten([for gateway in var.gateways : [for route in gateway.routes : (route.function_arn == null) != (route.url == null)]]))
    error_message = "api_gateways: each route must have one of function_arn and url."
  }

  validation {
    condition     = alltrue(flatten([for gateway in var.gateways : [for route in gateway.routes : route.url == null ? true : startswith(route.url, "https://")]]))
    error_message = "api_gateways: url must start with https://."
  }

  validation {
    condition     = alltrue(flatten([for gateway in var.gateways : [for route in gateway.routes : contains(["AWS_IAM", "JWT", "NONE"], route.authorization)]]))
    error_message = "api_gateways: authorization must be AWS_IAM, JWT or NONE."
  }

  validation {
    condition     = alltrue([for gateway in var.gateways : gateway.jwt != null || !contains([for route in gateway.routes : route.authorization], "JWT")])
    error_message = "api_gateways: an entry whose routes ask for JWT must have jwt, with issuer and audience."
  }

  validation {
    condition     = alltrue([for gateway in var.gateways : gateway.jwt == null ? true : length(gateway.jwt.audience) > 0 && startswith(gateway.jwt.issuer, "https://")])
    error_message = "api_gateways: jwt must have an issuer that starts with https://, and one audience at least."
  }

  validation {
    condition     = alltrue(flatten([for gateway in var.gateways : [for route in gateway.routes : route.timeout_seconds >= 1 && route.timeout_seconds <= 30]]))
    error_message = "api_gateways: timeout_seconds must be 1 to 30."
  }

  validation {
    condition     = alltrue([for gateway in var.gateways : gateway.kms_key_arn == null ? true : can(regex("^arn:[a-z-]+:kms:[^:]+:[0-9]{12}:key/", gateway.kms_key_arn))])
    error_message = "api_gateways: kms_key_arn must be the ARN of a key (…:key/…). Log groups take no alias."
  }
}

variable "region" {
  description = "The region of the APIs."
  type        = string
}
