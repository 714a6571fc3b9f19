# As public monitoring modules make them: a log group, a metric filter, an alarm.
resource "aws_cloudwatch_log_group" "this" {
  name_prefix       = "my-log-group-"
  retention_in_days = 7
}

resource "aws_cloudwatch_log_metric_filter" "this" {
  name           = "errors"
  log_group_name = aws_cloudwatch_log_group.this.name
  pattern        = "ERROR"

  metric_transformation {
    name      = "ErrorCount"
    namespace = "MyApplication"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  alarm_name          = "application-logs-errors"
  alarm_description   = "Errors in the application log"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = 1
  threshold           = 10
  period              = 60
  namespace           = "MyApplication"
  metric_name         = "ErrorCount"
  statistic           = "Maximum"
  alarm_actions       = ["arn:aws:sns:us-east-1:123456789012:my-sns-queue"]
}
