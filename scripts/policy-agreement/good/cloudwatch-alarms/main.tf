# Log groups and alarms by for_each.
resource "aws_kms_key" "logs" {
  description             = "Logs"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_cloudwatch_log_group" "this" {
  for_each          = toset(["app", "worker"])
  name              = "/acme/${each.key}"
  retention_in_days = 400
  kms_key_id        = aws_kms_key.logs.arn
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  for_each            = aws_cloudwatch_log_group.this
  alarm_name          = "errors-${each.key}"
  namespace           = "Acme"
  metric_name         = "Errors"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 5
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = ["arn:aws:sns:us-east-1:123456789012:alarms"]
}
