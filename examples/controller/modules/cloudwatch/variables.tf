variable "alarms" {
  description = "Alarms by name, on a metric or on what a log says. What an entry leaves out is the safe choice."
  nullable    = false
  default     = {}
  type = map(object({
    # The alarm's name, when it is not the entry's.
    alarm_name = optional(string)

    # What is wrong when it rings, and what to do.
    description = string

    # The account of accounts.yaml that the entry belongs to. Only discovery reads it.
    account_key = optional(string)

    # The region that the entry belongs to: use1 is us-east-1. Only discovery reads it.
    region_code = optional(string)

    # The metric: its namespace, such as AWS/Lambda, its name and its dimensions.
    namespace   = string
    metric_name = string
    dimensions  = optional(map(string), {})

    # Makes the metric of the lines of a log group that match the pattern, each of which counts one.
    log_filter = optional(object({
      log_group = string
      pattern   = string
    }))

    # Average, Maximum, Minimum, SampleCount, Sum, or a percentile such as p99.
    statistic = optional(string, "Sum")

    # How the statistic is compared with the threshold.
    comparison = optional(string, "GreaterThanOrEqualToThreshold")
    threshold  = number

    # The alarm rings when datapoints_to_alarm of the last evaluation_periods, each this long, are beyond the threshold.
    period_seconds     = optional(number, 300)
    evaluation_periods = optional(number, 1)

    # Without it, all of them.
    datapoints_to_alarm = optional(number)

    # What a period without data counts as: missing, ignore, breaching or notBreaching.
    treat_missing_data = optional(string, "notBreaching")

    # ARNs of whom it tells when it rings, such as SNS topics.
    alarm_actions = set(string)

    # When all is well again.
    ok_actions = optional(set(string), [])

    # When there is too little data to tell.
    insufficient_data_actions = optional(set(string), [])

    # Besides the deployment's own. These win.
    tags = optional(map(string), {})
  }))

  validation {
    condition = alltrue([
      for alarm in var.alarms : contains(["Average", "Maximum", "Minimum", "SampleCount", "Sum"], alarm.statistic) || can(regex("^p[0-9]{1,2}(\\.[0-9]+)?$", alarm.statistic))
    ])
    error_message = "cloudwatch_alarms: statistic must be Average, Maximum, Minimum, SampleCount, Sum, or a percentile such as p99."
  }

  validation {
    condition = alltrue([
      for alarm in var.alarms : contains(
        ["GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"], alarm.comparison
      )
    ])
    error_message = "cloudwatch_alarms: comparison must be GreaterThanOrEqualToThreshold, GreaterThanThreshold, LessThanThreshold or LessThanOrEqualToThreshold."
  }

  validation {
    condition     = alltrue([for alarm in var.alarms : contains(["missing", "ignore", "breaching", "notBreaching"], alarm.treat_missing_data)])
    error_message = "cloudwatch_alarms: treat_missing_data must be missing, ignore, breaching or notBreaching."
  }

  validation {
    condition     = alltrue([for alarm in var.alarms : contains([10, 20, 30], alarm.period_seconds) || (alarm.period_seconds >= 60 && alarm.period_seconds % 60 == 0)])
    error_message = "cloudwatch_alarms: period_seconds must be 10, 20, 30 or a multiple of 60."
  }

  validation {
    condition     = alltrue([for alarm in var.alarms : length(alarm.alarm_actions) > 0])
    error_message = "cloudwatch_alarms: alarm_actions must have one ARN at least, such as that of an SNS topic: an alarm that tells nobody is none."
  }

  validation {
    condition     = alltrue([for alarm in var.alarms : alarm.log_filter == null || length(alarm.dimensions) == 0])
    error_message = "cloudwatch_alarms: an alarm with a log_filter must have no dimensions: its metric has none."
  }
}
