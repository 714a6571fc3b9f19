# As public database modules make one: subnet group, parameters, a managed password, a group for the application's port.
resource "aws_db_subnet_group" "this" {
  name_prefix = "demodb-"
  subnet_ids  = ["subnet-11111111", "subnet-22222222"]
}

resource "aws_db_parameter_group" "this" {
  name_prefix = "demodb-"
  family      = "mysql8.0"

  parameter {
    name  = "character_set_client"
    value = "utf8mb4"
  }
}

resource "aws_db_instance" "this" {
  identifier                      = "demodb"
  engine                          = "mysql"
  engine_version                  = "8.0"
  instance_class                  = "db.t4g.large"
  allocated_storage               = 20
  max_allocated_storage           = 100
  storage_encrypted               = true
  db_name                         = "demodb"
  username                        = "complete_mysql"
  port                            = 3306
  manage_master_user_password     = true
  multi_az                        = true
  db_subnet_group_name            = aws_db_subnet_group.this.name
  parameter_group_name            = aws_db_parameter_group.this.name
  vpc_security_group_ids          = [aws_security_group.database.id]
  maintenance_window              = "Mon:00:00-Mon:03:00"
  backup_window                   = "03:00-06:00"
  backup_retention_period         = 1
  enabled_cloudwatch_logs_exports = ["general"]
  skip_final_snapshot             = true
  deletion_protection             = true
  tags                            = { Example = "complete-mysql" }
}

resource "aws_security_group" "database" {
  name_prefix = "demodb-"
  description = "Complete MySQL example security group"
  vpc_id      = "vpc-11111111"
}

resource "aws_security_group_rule" "mysql" {
  type              = "ingress"
  security_group_id = aws_security_group.database.id
  description       = "MySQL access from within VPC"
  from_port         = 3306
  to_port           = 3306
  protocol          = "tcp"
  cidr_blocks       = ["10.0.0.0/16"]
}
